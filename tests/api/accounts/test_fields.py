"""What is typed is cleaned once, and what cannot be used is named."""

import pytest
from starlette.datastructures import FormData, UploadFile

from api.accounts import passwords
from api.accounts.agents import agent_name
from api.accounts.fields import Fields, fold_email, local_path
from api.kit.i18n import page_words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Wang@Example.com", "wang@example.com"),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "wang@example.com"),
        (" wang@example.com ", "wang@example.com"),
        ("o'neill+a@b-c.example", "o'neill+a@b-c.example"),
        ("root@localhost", "root@localhost"),
        ("K@example.com", "k@example.com"),
        ("", None),
        ("wang", None),
        ("@example.com", None),
        ("wang@", None),
        ("a@b@example.com", None),
        ("a b@example.com", None),
        ("a@example..com", None),
        ("a@-example.com", None),
        ("a@example.com\r\nBcc: b@example.com", None),
        ("a@exa\u200bmple.com", None),
        ("w\u0430ng@example.com", None),  # a Cyrillic letter
        ("\u202emoc.elpmaxe@a", None),
        ("<wang@example.com>", None),
        ("a" * 65 + "@example.com", None),
        ("a@" + "b" * 300 + ".com", None),
        ("ﷺ" * 60 + "@example.com", None),  # grows 18-fold when folded
    ],
)
def test_an_address_has_one_spelling(typed, folded):
    """Addresses are folded; what a browser would not take for one is refused."""
    assert fold_email(typed) == folded


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "short"),
        ("123456789", "short"),
        ("1234567890", "common"),
        ("0987654321", "common"),
        ("qwertyuiop", "common"),
        ("aaaaaaaaaa", "common"),
        ("ababababab", "common"),
        ("1q2w3e4r5t", "common"),
        ("Password123", "common"),
        ("PASSWORD1234", "common"),
        ("woaini1314", "common"),
        ("   1234567890   ", "common"),
        ("wangchang@example.com", "is_email"),
        ("WangChang@Example.com", "is_email"),
        ("wangchang.wc", "is_email"),
        ("x" * 201, "long"),
        ("xY9!" * 50, None),
        ("correct horse", None),
        ("织布机和染缸都很忙碌呀", None),
        ("wangchang1@example.com", None),
    ],
)
def test_passwords_are_long_and_not_the_first_guess(password, code):
    """Ten characters of anything, but no common word, no run of keys and not the e-mail."""
    email = "wangchang.wc@example.com" if "." in password[:12] and code else "wangchang@example.com"

    assert passwords.fault(password, email) == code


def test_the_same_keys_give_the_same_password():
    """Full-width characters of a Chinese input method count as the plain ones."""
    assert passwords.folded("１２３ａｂｃ") == "123abc"


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/a/b?c=d", True), ("", False), ("a", False), ("//a", False), ("/\\a", False),
     ("/a\nb", False), ("http://a", False), ("/" + "a" * 500, False)],
)  # fmt: skip
def test_only_local_paths_are_followed(path, kept):
    """A path is one of this server's, or nothing."""
    assert local_path(path) == (path if kept else "")


def read(*pairs):
    return Fields(FormData(pairs))


def test_each_fault_is_named_once_and_in_the_order_of_the_form():
    """Missing, too long, repeated and unreadable fields, and files instead of text, are told apart."""
    file = UploadFile(file=None, filename="a.txt")
    fields = read(("sure", file), ("new", "a\ufffdb"), ("name", "a"), ("name", "b"),
                  ("organisation", "x" * 11))  # fmt: skip

    fields.line("name", 10)
    fields.line("organisation", 10)
    fields.line("sure", 10)
    fields.password("new")

    english = page_words("en")
    assert [(each["target"], each["text"]) for each in fields.summary(english)] == [
        ("name", "Name: This was sent twice; reload the page and fill it in again"),
        ("organisation", "Name of your firm (optional): At most 10 characters"),
        ("sure", "Please confirm: Fill this in"),
        ("new", "New password: Some characters cannot be read; fill it in again as UTF-8"),
    ]


def test_text_is_one_clean_line():
    """Control characters and invisible marks go, everything else stays as it is."""
    fields = read(("name", " 王\x00\u202e \r\n<b>厂长</b>\u200b "))

    assert fields.line("name", 50) == "王 <b>厂长</b>"
    assert fields.fine


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit Chrome/120 Safari Edg/120",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) MicroMessenger/8.0",
            "WeChat · iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0", "Firefox · Linux"),
        ("curl/8.5", ""),
        ("<script>alert(1)</script>" * 1000, ""),
    ],
)
def test_a_browser_is_named_by_what_we_know(header, name):
    """Only names of our own are kept of what a browser says about itself."""
    assert agent_name(header) == name
