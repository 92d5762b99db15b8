"""Settings: safe defaults, and a clear line for each that cannot be used."""

import re
import stat
from pathlib import Path

import pytest

from api.kit.i18n import page_words
from api.kit.settings import PREFIX, Settings, settings_from_environment
from api.kit.setup import SetupError
from reports.wording import LANGUAGES

README = Path(__file__).resolve().parents[3] / "api" / "README.md"
SECRET = "not-to-be-shown"

BAD = {
    "port": "eighty", "session_days": "0", "cookies": "maybe", "log_level": "LOUD",
    "metrics_token": "short", "max_body": "1", "max_upload": "-1", "rate_limits": "perhaps",
    "sign_in_limit": "often", "anonymous_limit": "1/blue moon", "key_limit": "many",
    "smtp_port": "0", "public_url": "javascript:alert(1)", "database_url": f"mysql://u:{SECRET}@h/d",
}  # fmt: skip


@pytest.fixture
def environment(monkeypatch):
    """Set variables by the names of settings."""

    def put(**values):
        for name, value in values.items():
            monkeypatch.setenv(PREFIX + name.upper(), value)

    return put


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_is_a_line_in_both_languages(environment, name):
    """The variable, what it was set to and what it should be; no traceback, and no secret."""
    environment(**{name: BAD[name]})

    with pytest.raises(SetupError) as refused:
        settings_from_environment()

    for lang in LANGUAGES:
        [line] = refused.value.lines(lang)
        assert f"{PREFIX}{name.upper()}=" in line
        assert page_words(lang)(f"setting.{name}") in line
        assert SECRET not in line
    assert refused.value.__cause__ is None


def test_all_bad_values_are_named_at_once(environment):
    """Whoever sets the server up need not find one mistake after the other."""
    environment(**BAD)

    with pytest.raises(SetupError) as refused:
        settings_from_environment()

    assert len(refused.value.lines("en")) == len(BAD)


def test_a_misspelt_setting_is_not_ignored(environment):
    """A variable that no setting has is refused, with the name that was probably meant."""
    environment(databse_url="postgresql:///x")

    with pytest.raises(SetupError, match="MATURITY_DATABASE_URL"):
        settings_from_environment()


def test_every_setting_is_explained_in_both_languages():
    """The words behind the messages cover all settings, and no others."""
    for lang in LANGUAGES:
        labels = page_words(lang)._labels
        names = {key.partition(".")[2] for key in labels if key.startswith("setting.")}
        assert names == set(Settings.model_fields)


def test_the_readme_lists_every_setting_with_its_default():
    """The table of api/README.md names every setting there is, and none that is not."""
    rows = re.findall(
        r"^\| `MATURITY_(\w+)` \| ([^|]*) \|", README.read_text("utf-8"), re.MULTILINE
    )
    listed = {name.lower(): default.strip().strip("`") for name, default in rows}

    assert listed.keys() == Settings.model_fields.keys()
    for name, field in Settings.model_fields.items():
        value = field.default
        shown = ",".join(value) if isinstance(value, tuple) else str(value)
        shown = {"None": "", "True": "true"}.get(shown, shown)
        assert listed[name].replace("_", "") == shown, name


def test_empty_variables_are_as_good_as_none(environment):
    """`MATURITY_DATABASE_URL=` in a file of settings means the default."""
    environment(database_url="", hosts="", port="")

    found = settings_from_environment()

    assert (found.database_url, found.hosts, found.port) == (None, ("*",), 8000)


def test_lists_have_commas(environment):
    """Several names stand in one variable, with blanks or not."""
    environment(hosts="a.example, b.example,", trusted_proxies="10.0.0.1")

    found = settings_from_environment()

    assert found.hosts == ("a.example", "b.example")
    assert found.trusted_proxies == ("10.0.0.1",)


def test_options_go_before_the_environment(environment, tmp_path):
    """What the command line says is taken; what it leaves out comes from the environment."""
    environment(port="9000", host="0.0.0.0")

    found = settings_from_environment(port=9001, host=None, data_dir=tmp_path)

    assert (found.port, found.host, found.data_dir) == (9001, "0.0.0.0", tmp_path)


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d"])
def test_addresses_get_the_driver_that_is_installed(given):
    """The addresses that providers hand out work as they are."""
    assert Settings(database_url=given).url == "postgresql+psycopg://u@h/d"


@pytest.mark.parametrize("given", ["sqlite://", "sqlite:///:memory:", "oracle://h/d", "nonsense"])
def test_databases_that_cannot_serve_are_refused(given):
    """A database in memory is another one on each connection; others have no driver here."""
    with pytest.raises(ValueError, match="database_url"):
        Settings(database_url=given)


def test_mail_needs_an_address_of_its_own(environment):
    """Links in letters must not be built from what a request calls this server."""
    environment(smtp_host="mail.example")

    with pytest.raises(SetupError, match="MATURITY_PUBLIC_URL"):
        settings_from_environment()


def test_the_key_is_made_once_for_its_owner_alone(tmp_path):
    """A first start makes a key of 256 bits that others cannot read; later ones find it."""
    data = tmp_path / "new" / "data"

    first = Settings(data_dir=data).secret

    assert len(first) == 32
    assert Settings(data_dir=data).secret == first
    assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700  # the database will lie there as well
    assert [path.name for path in data.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("text", ["", "zz", "abcd", "café"])
def test_a_damaged_key_is_refused(tmp_path, text):
    """A key that is empty, cut off or no key must never be signed with."""
    path = tmp_path / "secret.key"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(SetupError, match="damaged"):
        _ = Settings(data_dir=tmp_path).secret


def test_a_key_that_others_can_read_is_refused(tmp_path):
    """The message says what to run."""
    _ = Settings(data_dir=tmp_path).secret
    (tmp_path / "secret.key").chmod(0o644)

    with pytest.raises(SetupError, match="chmod 600"):
        _ = Settings(data_dir=tmp_path).secret


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path):
    """A data folder under a file is a line, not a traceback."""
    (tmp_path / "file").write_text("")

    with pytest.raises(SetupError, match=r"secret\.key"):
        _ = Settings(data_dir=tmp_path / "file" / "data").secret
