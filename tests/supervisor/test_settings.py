from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from trunkline.settings import PREFIX, PortRange, Settings, SettingsError
from trunkline.settings_sources import add_flags, from_arguments, is_secret, load_settings, unknown_variables

pytestmark = pytest.mark.supervisor


def read(tmp_path: Path, toml: str = "", env: dict[str, str] | None = None, **flags: object) -> Settings:
    file = tmp_path / "trunkline.toml"
    file.write_text(toml, "utf-8")
    return load_settings(flags, environ=env or {}, config=file)


def refused(tmp_path: Path, toml: str = "", env: dict[str, str] | None = None, **flags: object) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, toml, env, **flags)
    assert caught.value.remedy
    return caught.value


def test_defaults_open_nothing_to_the_network(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.host == "127.0.0.1"
    assert settings.url == "http://localhost:8080"
    assert settings.rtp_ports == PortRange(10000, 14999)
    assert settings.database_url == f"sqlite+aiosqlite:///{settings.data_dir}/trunkline.db"


def test_a_flag_beats_a_variable_beats_the_file(tmp_path: Path) -> None:
    toml = "http_port = 1001\nsip_port = 1002\nnode = 'a'\n"
    env = {PREFIX + "SIP_PORT": "2002", PREFIX + "NODE": "b"}
    settings = read(tmp_path, toml, env, node="c")
    assert (settings.http_port, settings.sip_port, settings.node) == (1001, 2002, "c")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("http_port", "many", "1 to 65535"),
        ("http_port", "0", "1 to 65535"),
        ("sip_port", "65536", "1 to 65535"),
        ("rtp_ports", "20000", "hyphen"),
        ("rtp_ports", "20000-10000", "smaller"),
        ("rtp_ports", "20000-20003", "20 ports"),
        ("rtp_ports", "20000-70000", "65535"),
        ("host", "example.org", "IP address"),
        ("demo", "perhaps", "true or false"),
        ("database_url", "mysql://x", "postgresql://"),
        ("admin_password", "short", "8 characters"),
        ("tls_cert", "no-such-file.pem", "does not exist"),
        ("default_tenant", "Große Firma", "small letters"),
        ("log_level", "loud", "debug"),
    ],
)
def test_a_bad_value_names_where_it_came_from_and_what_to_do(tmp_path: Path, name: str, value: str, told: str) -> None:
    error = refused(tmp_path, env={PREFIX + name.upper(): value})
    assert error.code == "settings.bad_value"
    assert PREFIX + name.upper() in error.message
    assert told in error.remedy
    flags: dict[str, object] = {name: value}
    assert "--" + name.replace("_", "-") in refused(tmp_path, "", None, **flags).message


def test_a_bad_secret_is_not_repeated(tmp_path: Path) -> None:
    assert "hunter2" not in str(refused(tmp_path, env={PREFIX + "ADMIN_PASSWORD": "hunter2"}))


def test_a_mistyped_name_in_the_file_is_refused_with_a_hint(tmp_path: Path) -> None:
    error = refused(tmp_path, "htp_port = 1\n")
    assert error.code == "settings.unknown"
    assert "http_port" in error.remedy
    assert unknown_variables({PREFIX + "HTP_PORT": "1", PREFIX + "HOST": "x"}) == [PREFIX + "HTP_PORT"]


def test_a_broken_or_missing_file_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path, "= nothing").code == "settings.file_malformed"
    with pytest.raises(SettingsError, match=r"file_missing"):
        load_settings({}, environ={}, config=tmp_path / "absent.toml")


def test_contradictions_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").touch()
    assert refused(tmp_path, tls_cert=str(tmp_path / "cert.pem")).code == "settings.tls_incomplete"
    assert refused(tmp_path, http_port=5060).code == "settings.port_twice"
    assert refused(tmp_path, sip_port=12000).code == "settings.port_twice"


def test_databases_get_their_driver(tmp_path: Path) -> None:
    assert read(tmp_path, database_url="postgresql://u@h/d").database_url == "postgresql+psycopg://u@h/d"
    assert read(tmp_path, database_url="sqlite:////x.db").database_url == "sqlite+aiosqlite:////x.db"


def test_every_setting_but_secrets_has_a_flag() -> None:
    parser = argparse.ArgumentParser()
    add_flags(parser)
    shown = parser.format_help()
    for name, field in Settings.model_fields.items():
        assert ("--" + name.replace("_", "-") in shown) is not is_secret(field)


def test_flags_are_read(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    add_flags(parser)
    given = ["--data", str(tmp_path), "--no-demo", "--rtp-ports", "3000-3100", "--http-port", "81"]
    settings = from_arguments(parser.parse_args(given))
    assert (settings.data_dir, settings.demo, settings.http_port) == (tmp_path, False, 81)
    assert str(settings.rtp_ports) == "3000-3100"


def test_no_secret_is_shown_when_settings_are_printed(tmp_path: Path) -> None:
    settings = read(tmp_path, env={PREFIX + "ADMIN_PASSWORD": "correct horse"})
    assert "correct horse" not in repr(settings)


def test_phones_are_told_an_address_they_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trunkline.settings._network_address", lambda: "198.51.100.7")
    assert load_settings({}, environ={}).sip_address == "127.0.0.1"
    assert load_settings({"host": "0.0.0.0"}, environ={}).sip_address == "198.51.100.7"
    told = load_settings({"host": "0.0.0.0", "external_address": "pbx.example", "sip_port": "5070"}, environ={})
    assert told.sip_address == "pbx.example:5070"
