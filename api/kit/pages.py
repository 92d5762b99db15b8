"""Pages: templates painted from plain values, forms that only we can have handed out."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from api.kit.errors import ApiError, Forbidden, Unusable
from api.kit.i18n import LANGUAGES, language_of, page_words
from api.kit.security import Signer, new_id, new_token
from reports import charts

__all__ = [
    "BROWSER_COOKIE", "Browser", "BrowserDep", "FormDep", "error_page", "page", "see", "set_browser"
]  # fmt: skip

BROWSER_COOKIE = "maturity"
_MOST_FIELDS = 2000
_CSRF = "csrf"
_YEAR = 366 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser a request comes from, known by a secret cookie; ``new`` when it had none."""

    token: str
    new: bool


def browser_of(request: Request) -> Browser:
    """Return the browser by its cookie, the same one throughout a request."""
    found: Browser | None = request.scope.get("browser")
    if found is None:
        token = request.cookies.get(BROWSER_COOKIE, "")
        found = Browser(token, new=False) if _plausible(token) else Browser(new_token(), new=True)
        request.scope["browser"] = found
    return found


async def _browser_of(request: Request) -> Browser:
    return browser_of(request)  # asynchronous, as it only looks something up


BrowserDep = Annotated[Browser, Depends(_browser_of)]


def _plausible(token: str) -> bool:
    return len(token) == len(new_token()) and token.isascii()


def set_browser(request: Request, response: Response, token: str) -> None:
    """Hand the browser its cookie; on TLS it never travels in the clear."""
    settings = request.app.state.settings
    secure = settings.cookies == "secure" or request.url.scheme == "https"
    response.set_cookie(
        BROWSER_COOKIE, token, max_age=_YEAR, httponly=True, samesite="lax", secure=secure
    )


def csrf_token(signer: Signer, browser: str) -> str:
    """Return a token for the forms of one page, another one each time.

    Pages are compressed, and what never changes could be guessed from the length of many answers
    (BREACH).
    """
    once = new_id()
    return f"{once}.{signer.sign(_CSRF, once + browser)}"


def _is_ours(signer: Signer, browser: str, given: str) -> bool:
    once, _, signature = given.partition(".")
    return signer.check(_CSRF, once + browser, signature)


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """Hand out the form sent, if it is one we handed to this very browser.

    Asynchronous because reading the body is; everything after it is not. Files in it are closed
    at the end.
    """
    try:
        form = await request.form(max_fields=_MOST_FIELDS, max_files=2, max_part_size=10_000_000)
    except HTTPException as error:
        raise Unusable("malformed") from error
    except (MultiPartException, UnicodeDecodeError, ValueError) as error:
        raise Unusable("malformed") from error
    try:
        given = form.get(_CSRF) or request.headers.get("x-csrf-token", "")
        signer: Signer = request.app.state.signer
        browser = browser_of(request)
        if browser.new or not _is_ours(signer, browser.token, str(given)):
            raise Forbidden("form_expired")
        yield form
    finally:
        await form.close()


FormDep = Annotated[FormData, Depends(read_form)]


@cache
def templates() -> Environment:
    """Return the templates: everything is escaped, and a misspelt name is an error."""
    found = Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["charts"] = charts
    return found


@cache
def asset(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    data = files("api").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:12]}"


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Paint the template *name* in the reader's language."""
    lang = language_of(request)
    words = page_words(lang)
    browser = browser_of(request)
    html = templates().get_template(name).render(
        t=words,
        lang=words.tag,
        languages=_languages(request, lang),
        csrf=csrf_token(request.app.state.signer, browser.token),
        asset=asset,
        user=request.scope.get("user"),
        path=request.url.path,
        **values,
    )  # fmt: skip
    response = HTMLResponse(html, status, {"Content-Language": lang, "Cache-Control": "no-store"})
    if browser.new:
        set_browser(request, response, browser.token)
    return response


def _languages(request: Request, current: str) -> list[Mapping[str, str]]:
    """Return the other languages, each with where to switch to it."""
    return [{"lang": lang, "next": request.url.path} for lang in LANGUAGES if lang != current]


def see(path: str) -> RedirectResponse:
    """Send the browser on to *path* after a form was taken (303)."""
    return RedirectResponse(path, 303, {"Cache-Control": "no-store"})


def error_page(request: Request, error: ApiError, request_id: str) -> Response:
    """Return a page that says what happened and what to do."""
    words = page_words(language_of(request))
    response = page(
        request,
        "error.html",
        status=error.status,
        what=words(f"error.{error.code}.what", **error.values),
        do=words(f"error.{error.code}.do", **error.values),
        problems=[problem.to(words.lang) for problem in error.problems],
        code=error.code,
        request_id=request_id,
    )
    response.headers.update(error.headers)
    return response
