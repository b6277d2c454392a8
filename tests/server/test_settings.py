import pytest
from pydantic import ValidationError

from insitu_server.settings import Settings, flag, is_loopback, settings_table


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"INSITU_{name.upper()}", raising=False)
    monkeypatch.delenv("INSITU_CONFIG", raising=False)


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Write the configuration file."""
    path = tmp_path / "insitu.toml"
    monkeypatch.setenv("INSITU_CONFIG", str(path))
    return path.write_text


def test_flag_wins_over_environment_over_file_over_default(monkeypatch, file):
    file("port = 1\nmax_sessions = 2\nworkers = 3\n")
    monkeypatch.setenv("INSITU_PORT", "10")
    monkeypatch.setenv("INSITU_MAX_SESSIONS", "20")

    settings = Settings(port=100)

    assert (settings.port, settings.max_sessions, settings.workers, settings.chunk_bytes) == (
        100,
        20,
        3,
        1 << 20,
    )


def test_unknown_key_in_the_file_is_refused(file):
    file("prot = 1\n")

    with pytest.raises(ValidationError, match="prot"):
        Settings()


def test_missing_file_is_refused(monkeypatch):
    monkeypatch.setenv("INSITU_CONFIG", "/nowhere.toml")

    with pytest.raises(ValueError, match=r"there is no configuration file /nowhere.toml"):
        Settings()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.org"])
@pytest.mark.parametrize(
    "given", [{}, {"token": "t"}, {"tls_cert": "c", "tls_key": "k"}], ids=["nothing", "token", "tls"]
)
def test_host_beyond_loopback_needs_tls_and_token(host, given):
    with pytest.raises(ValidationError, match="give tls_cert, tls_key and a token, or say --insecure"):
        Settings(host=host, **given)


@pytest.mark.parametrize(
    "given",
    [
        {"host": "127.0.0.1"},
        {"host": "localhost"},
        {"host": "[::1]"},
        {"host": "0.0.0.0", "insecure": True},
        {"host": "0.0.0.0", "tls_cert": "c", "tls_key": "k", "token": "t"},
    ],
    ids=lambda given: "-".join(map(str, given.values())),
)
def test_host_that_is_safe_is_taken(given):
    assert Settings(**given).host == given["host"]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"tls_cert": "c"}, "tls_cert and tls_key go together"),
        ({"tls_client_ca": "c"}, "tls_client_ca needs"),
        ({"token": "t", "token_file": "f"}, "not both"),
        ({"token": ""}, "printable ASCII"),
        ({"token": "ä"}, "printable ASCII"),
        ({"chunk_bytes": 8 << 20}, "chunk_bytes must be"),
        ({"lease_seconds": 0.5}, "lease_seconds must lie between"),
        ({"port": 70000}, "less than or equal to 65535"),
        ({"max_sessions": 0}, "greater than 0"),
        ({"log_level": "loud"}, "'debug', 'info'"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_settings_that_do_not_fit_are_refused(given, text):
    with pytest.raises(ValidationError, match=text):
        Settings(**given)


def test_token_is_read_from_its_file(tmp_path):
    (tmp_path / "token").write_text("secret\n")

    assert Settings(token_file=tmp_path / "token").read_token() == "secret"


def test_token_is_not_shown():
    assert "secret" not in repr(Settings(token="secret"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]"])
def test_loopback(host):
    assert is_loopback(host)


def test_every_setting_has_a_description_and_a_line_in_the_table():
    lines = settings_table().splitlines()[2:]

    assert len(lines) == len(Settings.model_fields)
    for line, (name, field) in zip(lines, Settings.model_fields.items(), strict=True):
        assert line.startswith(f"| `{flag(name)}` | `INSITU_{name.upper()}` |")
        assert field.description
        assert line.endswith(f"| {field.description} |")
