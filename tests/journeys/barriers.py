"""What keeps people from using a page: findings of axe at WCAG 2.2 AA, and sideways scrolling."""

from axe_playwright_python.sync_playwright import Axe

__all__ = ["barriers", "sideways"]

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
NARROW = {"width": 320, "height": 640}


def barriers(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:150]} {node['failureSummary'][:200]}"
        for violation in found
        for node in violation["nodes"]
    ]


def sideways(page, screen):
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(screen)
    return [f"scrolls sideways at 320: {wide}"] if wide > NARROW["width"] else []
