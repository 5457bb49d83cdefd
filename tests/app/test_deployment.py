"""The compose file, the image's recipe and the example settings: what no linter sees, and that the commands run."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import httpx2
import postgis
import psycopg
import pytest
import yaml

from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
EXAMPLE = (ROOT / ".env.example").read_text()
SHIPPED = [
    "docker-compose.yml",
    "Dockerfile",
    ".env.example",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "deploy").rglob("*") if path.is_file()),
]
OF_COMPOSE = {
    "SANXIAN_DB_ADMIN_PASSWORD", "SANXIAN_DB_OWNER_PASSWORD", "SANXIAN_DB_SERVICE_PASSWORD",
    "SANXIAN_PUBLISHED_PORT", "SANXIAN_SITE", "SANXIAN_PROXY_BIND",
}  # fmt: skip
PASSWORDS = {
    "SANXIAN_DB_ADMIN_PASSWORD": 'adm\'in "1"',
    "SANXIAN_DB_OWNER_PASSWORD": "own'er \\2",
    "SANXIAN_DB_SERVICE_PASSWORD": "ser'vice $3",
}


def settings_names():
    return {field.validation_alias or f"SANXIAN_{name.upper()}" for name, field in Settings.model_fields.items()}


def composed(folder, *arguments, **variables):
    """What docker-compose makes of the file and an .env of `variables`."""
    if shutil.which("docker-compose") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("docker-compose is not installed: apt-get install it")
    env = folder / "env"
    env.write_text("".join(f"{name}={value}\n" for name, value in variables.items()))
    command = ["docker-compose", "--env-file", env, "--project-directory", ROOT, "-f", ROOT / "docker-compose.yml"]
    clean = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run([*map(str, command), *arguments], capture_output=True, text=True, env=clean, check=False)


PLAIN = dict.fromkeys(PASSWORDS, "x")


# --- settings ---


def test_the_example_names_every_setting_and_no_other():
    assert set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == settings_names() | OF_COMPOSE


def test_the_example_holds_no_secret():
    for name in ("READ_TOKEN", "WRITE_TOKEN", "DB_ADMIN_PASSWORD", "DB_OWNER_PASSWORD", "DB_SERVICE_PASSWORD"):
        assert re.search(rf"^#?SANXIAN_{name}=$", EXAMPLE, re.MULTILINE), name


def test_what_the_example_shows_can_be_set():
    shown = dict(re.findall(r"^#?([A-Z_]+)=(.+)$", EXAMPLE, re.MULTILINE))
    values = {name: value for name, value in shown.items() if name in settings_names()}
    done = subprocess.run(
        [BIN / "python", "-c", "from app.settings import load_settings; load_settings()"],
        env={**values, "PATH": os.environ["PATH"]}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_service_is_given_every_setting():
    given = SERVICES["service"]["environment"]
    assert settings_names() - given.keys() == {"DEMO_SERVE", "SANXIAN_DATA"}


def test_a_setting_of_the_env_file_reaches_the_service(tmp_path):
    done = composed(tmp_path, "config", **PLAIN, SANXIAN_LANG="en", SANXIAN_TRUSTED_HOSTS="a,127.0.0.1")
    environment = yaml.safe_load(done.stdout)["services"]["service"]["environment"]
    assert (environment["SANXIAN_LANG"], environment["SANXIAN_TRUSTED_HOSTS"]) == ("en", "a,127.0.0.1")
    assert environment["SANXIAN_RATE"] is None  # left out: not set in the container, so the default holds


# --- the compose file ---


def test_the_compose_file_is_valid_with_and_without_the_proxy(tmp_path):
    for profile in ((), ("--profile", "proxy")):
        done = composed(tmp_path, *profile, "config", "--quiet", **PLAIN)
        assert (done.returncode, done.stderr) == (0, "")


def test_it_does_not_start_without_passwords(tmp_path):
    for name in PASSWORDS:
        done = composed(tmp_path, "config", "--quiet", **{**PLAIN, name: ""})
        assert done.returncode != 0 and f"{name}" in done.stderr


def test_every_container_is_hardened():
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged"), name
        assert all("docker.sock" not in volume for volume in service.get("volumes", ())), name
    assert {name: service["cap_add"] for name, service in SERVICES.items() if "cap_add" in service} == {
        "proxy": ["NET_BIND_SERVICE"]
    }
    assert {SERVICES[name]["user"] for name in ("db", "migrate", "service")} == {"999:999", "10001:10001"}


def test_nothing_is_published_but_on_the_loopback():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published.keys() == {"service", "proxy"}
    for port in [*published["service"], *published["proxy"]]:
        assert port.startswith(("127.0.0.1:", "${SANXIAN_PROXY_BIND:-127.0.0.1}:")), port


def test_the_database_is_on_a_network_without_an_outside():
    assert SERVICES["db"]["networks"] == SERVICES["migrate"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_every_container_knows_its_own_password_only():
    password = re.compile(r"SANXIAN_DB_[A-Z]+_PASSWORD(?=:\?)")
    known = {name: set(password.findall(str(service["environment"]))) for name, service in SERVICES.items()}
    assert known == {
        "db": set(PASSWORDS),
        "migrate": {"SANXIAN_DB_OWNER_PASSWORD"},
        "service": {"SANXIAN_DB_SERVICE_PASSWORD"},
        "proxy": set(),
    }


def test_the_service_waits_for_the_migration_and_the_database():
    waited = {name: found["condition"] for name, found in SERVICES["service"]["depends_on"].items()}
    assert waited == {"db": "service_healthy", "migrate": "service_completed_successfully"}


def test_a_container_is_given_longer_to_stop_than_the_service_takes():
    assert int(SERVICES["service"]["stop_grace_period"].removesuffix("s")) > Settings().shutdown_seconds


# --- the image ---


def test_images_are_pinned():
    stated = [service["image"] for service in SERVICES.values()]
    stated += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for image in stated:
        name, _, tag = image.partition(":")
        assert re.match(r"\d+[.-]\d+", tag), f"{name} is not pinned: {tag!r}"


def test_the_image_installs_from_hashed_locks_and_runs_as_nobody_in_particular():
    recipe = (ROOT / "Dockerfile").read_text()
    installs = re.findall(r"pip install (.*)", recipe)
    assert all("--require-hashes" in line or "--no-index" in line for line in installs) and installs
    final = recipe.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", final, re.MULTILINE)
    assert "pip" not in final


@pytest.mark.parametrize("name", ["requirements-run.lock", "requirements-build.lock"])
def test_the_small_locks_are_parts_of_the_lock(name):
    def pinned(path):
        return set(re.split(r"\n(?=[a-z])", (ROOT / path).read_text().strip()))

    assert pinned(name) <= pinned("requirements.lock")


def test_the_recipe_passes_its_linter():
    done = subprocess.run([BIN / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_build_context_holds_what_the_recipe_copies_and_nothing_secret():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    recipe = (ROOT / "Dockerfile").read_text()
    copied = set(" ".join(re.findall(r"^COPY (?!--from)(.*) \S+$", recipe, re.MULTILINE)).split())
    whole = {path for path in copied if not any(path.startswith(f"{folder}/") for folder in let_in)}
    assert ignored[1] == "*" and whole == let_in


@pytest.mark.parametrize("path", SHIPPED)
def test_no_shipped_file_holds_a_password_or_a_key(path):
    text = (ROOT / path).read_text()
    assert "PRIVATE KEY" not in text
    for name, value in re.findall(
        r"(?i)^\s*([A-Z_]*(?:PASSWORD|TOKEN|SECRET)[A-Z_]*)\s*[:=][ ]*(\S+)", text, re.MULTILINE
    ):
        assert value.startswith("${"), f"{path}: {name}"


# --- the same commands, outside containers ---


@pytest.fixture(scope="module")
def database(postgis_server):
    """A database as the image makes it: its own administrator, our script for the roles."""
    url = postgis_server.fresh()
    name = url.partition("?")[0].rpartition("/")[2]
    environment = {
        **PASSWORDS, "POSTGRES_USER": "postgres", "POSTGRES_DB": name, "PGHOST": str(postgis_server.home),
        "PATH": os.environ["PATH"],
    }  # fmt: skip
    script = ["sh", str(ROOT / "deploy" / "postgis" / "20-roles.sh")]
    done = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return postgis_server, name


def environment_of(service, database, folder, **more):
    """The environment of a container, its database replaced by the local one, its secrets filled in."""
    server, name = database
    filled = {}
    for key, value in SERVICES[service]["environment"].items():
        if value is not None:
            filled[key] = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: PASSWORDS[found[1]], value)
    filled["SANXIAN_STORE"] = filled["SANXIAN_STORE"].replace("@db/sanxian", f"@/{name}?host={server.home}")
    filled |= {"SANXIAN_WORK": str(folder / "work"), "HOME": str(folder), "PATH": f"{BIN}:{os.environ['PATH']}"}
    return filled | more


@pytest.fixture(scope="module")
def migrated(database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("migrate")
    environment = environment_of("migrate", database, folder)
    for _ in range(2):  # a second start of the stack migrates nothing and does no harm
        done = subprocess.run(
            SERVICES["migrate"]["command"], env=environment, cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return database


def test_the_passwords_of_the_roles_are_those_given(database):
    """The local server asks for none, so what it stored is looked at."""
    server, name = database
    stored = dict(
        postgis.rows(server.url(name), "SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE 'sanxian%'")
    )
    for role, variable in (("sanxian_owner", "OWNER"), ("sanxian_service", "SERVICE")):
        assert _scram_of(stored[role], PASSWORDS[f"SANXIAN_DB_{variable}_PASSWORD"])


def _scram_of(stored, password):
    import base64
    import hashlib
    import hmac

    rounds, salt, keys = re.match(r"SCRAM-SHA-256\$(\d+):([^$]+)\$(.+)", stored).groups()
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(rounds))
    client = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    return base64.b64decode(keys.partition(":")[0]) == client


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE sanxian.log SET body = ''",
        "DELETE FROM sanxian.log",
        "TRUNCATE sanxian.log",
        "DROP TABLE sanxian.features",
        "ALTER TABLE sanxian.editions ADD COLUMN x int",
        "UPDATE sanxian.editions SET sha256 = ''",
        "CREATE TABLE public.mine (x int)",
        "CREATE SCHEMA mine",
        "SET ROLE sanxian_owner",
    ],
)
def test_the_role_of_the_service_can_do_no_more_than_it_must(migrated, forbidden):
    server, name = migrated
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        postgis.rows(server.url(name, "sanxian_service"), forbidden)


def test_the_service_starts_is_found_healthy_and_stops_when_told(migrated, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = environment_of("service", migrated, tmp_path, SANXIAN_HOST="127.0.0.1", SANXIAN_PORT=str(port))
    probe = [word.replace(":8000/", f":{port}/") for word in SERVICES["service"]["healthcheck"]["test"][1:]]
    assert subprocess.run(probe, env=environment, capture_output=True, check=False).returncode != 0
    process = subprocess.Popen(
        SERVICES["service"]["command"], env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        limit = monotonic() + 60
        while subprocess.run(probe, env=environment, capture_output=True, check=False).returncode != 0:
            assert process.poll() is None and monotonic() < limit, "the service did not become healthy"
            sleep(0.3)
        ready = httpx2.get(f"http://127.0.0.1:{port}/health/ready")
        assert (ready.status_code, ready.json()["slug"]) == (503, "not-ready")  # nothing is published yet
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=45)
        assert process.returncode in (0, -signal.SIGTERM)  # what it was sent, after an orderly end
        assert b"Application shutdown complete" in said
    finally:
        process.kill()
        process.wait()


def test_the_image_and_the_compose_file_ask_for_health_in_the_same_way():
    recipe = (ROOT / "Dockerfile").read_text()
    stated = yaml.safe_load(re.search(r"HEALTHCHECK [^\[]*CMD (\[.*?\])\n", recipe)[1])
    assert stated == SERVICES["service"]["healthcheck"]["test"][1:]
