"""Forms as a browser sees and sends them: read from a page, filled in, posted."""

from __future__ import annotations

from html.parser import HTMLParser

__all__ = ["Form", "form_of", "texts_of"]

_VOID = {"input", "meta", "link", "br", "img"}


class Form(list):
    """The successful controls of one form, as (name, value) pairs, and where it goes."""

    action = ""

    def set(self, name, *values):
        """Put *values* in place of what stood under *name*."""
        self[:] = [pair for pair in self if pair[0] != name] + [(name, value) for value in values]
        return self

    def get(self, name):
        """All values under *name*."""
        return [value for found, value in self if found == name]

    def send(self, browser, **options):
        """Post the form from *browser*."""
        data = {name: self.get(name) for name, _ in self}
        return browser.client.post(self.action, data=data, **options)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.form, self.select, self.area = [], None, None, None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.form = Form()
            self.form.action = found["action"]
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "select":
            self.select = (found["name"], [])
        elif tag == "option" and self.select:
            self.select[1].append((found["value"], "selected" in found))
        elif tag == "textarea":
            self.area = (found["name"], "")
        elif tag == "input" and "name" in found and found.get("type") != "file":
            boxes = found.get("type") in ("radio", "checkbox")
            if not boxes or "checked" in found:
                self.form.append((found["name"], found.get("value") or ""))

    def handle_data(self, data):
        if self.area:
            self.area = (self.area[0], self.area[1] + data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.area:
            self.form.append(self.area)
            self.area = None
        elif tag == "select" and self.select and self.form is not None:
            name, options = self.select
            chosen = next((value for value, on in options if on), options[0][0])
            self.form.append((name, chosen))
            self.select = None


def form_of(page, action=""):
    """The form of *page* whose address ends in *action*, filled in as the page shows it."""
    reader = _Reader()
    reader.feed(page.text)
    return next(form for form in reader.forms if form.action.endswith(action))


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        if data.strip():
            self.found.append(" ".join(data.split()))


def texts_of(page):
    """What a person reads on *page*, piece by piece."""
    reader = _Text()
    reader.feed(page.text)
    return reader.found
