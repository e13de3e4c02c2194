"""The compose file and the image: what can be known of them without a container engine."""

import json
import re
from typing import Any

import pytest
import yaml

from chassis.core.settings import Settings, SettingsError, load_settings
from chassis.web.sessions import DATABASE
from launch.arguments import parser
from launch.catalogue import SERVICES
from tests.deploy.files import DEPLOY, ROOT, compose, compose_text, example_env, filled, variables

NAMES = [service.name for service in SERVICES]
# Empty except while a secret is being changed; where nobody signs in on pages.
MAY_BE_EMPTY = {
    "YISHI_AUDIT_KEY",
    "YISHI_SECRET_OLD",
    "YISHI_OIDC_CLIENT_ID",
    "YISHI_OIDC_CLIENT_SECRET",
}
EMPTY = {name for name, value in example_env().items() if not value}
MUST_BE_GIVEN = sorted(EMPTY - MAY_BE_EMPTY)
PARTS = [f"{name}-{part}" for name in NAMES for part in ("web", "worker")]
# What somebody fills in; an address where one is asked for.
GIVEN = {name: value or "0123456789abcdef" * 4 for name, value in example_env().items()} | {
    "YISHI_BASE_URL": "https://yishi.example",
    "YISHI_OIDC_ISSUER": "https://id.example",
    "YISHI_OIDC_JWKS": "https://id.example/keys",
}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    return compose()["services"]


@pytest.mark.parametrize("part", PARTS)
def test_compose_when_read_then_every_service_has_web_and_worker(services, part: str) -> None:
    given = parser().parse_args(services[part]["command"])
    name, _, kind = part.partition("-")
    assert (given.command, given.service) == ("run", [name])
    assert (given.web_only, given.worker_only) == (kind == "web", kind == "worker")


def test_compose_when_read_then_no_part_runs_a_service_that_does_not_exist(services) -> None:
    ours = [name for name, service in services.items() if "YISHI_ENV" in environment(service)]
    assert sorted(ours) == sorted([*PARTS, "topology"])
    assert parser().parse_args(services["topology"]["command"]).command == "topology"


def test_compose_when_read_then_everybody_waits_for_the_topology(services) -> None:
    for part in PARTS:
        after = services[part]["depends_on"]
        assert after["topology"]["condition"] == "service_completed_successfully", part
        assert after["mongo-init"]["condition"] == "service_completed_successfully", part


def test_compose_when_filled_in_then_every_variable_is_a_setting_and_they_fit(services) -> None:
    for part in (*PARTS, "topology"):
        given = {k: filled(v, GIVEN) for k, v in environment(services[part]).items()}
        settings = load_settings({**image_environment(), **given})
        assert not settings.demo, part
        assert settings.directory is None, "everything is in the database"


@pytest.mark.parametrize("name", MUST_BE_GIVEN)
def test_compose_when_a_password_is_missing_then_it_does_not_start(name: str) -> None:
    assert filled(compose_text(), GIVEN)
    with pytest.raises(KeyError, match=name):
        filled(compose_text(), GIVEN | {name: ""})


def test_compose_when_read_then_the_example_explains_every_variable() -> None:
    assert {name for name, _ in variables()} == set(example_env())
    secret = [name for name, _ in variables() if re.search("PASSWORD|SECRET$|KEY", name)]
    must = [how for name, how in variables() if name in secret and name not in MAY_BE_EMPTY]
    assert set(must) == {":?"}
    assert not any(example_env()[name] for name in secret), "an example is no password"


def test_image_when_run_without_settings_then_refuses_to_start() -> None:
    with pytest.raises(SettingsError, match="YISHI_SECRET"):
        load_settings(image_environment())


def test_compose_when_read_then_only_the_gateway_is_open_to_the_network(services) -> None:
    for name, service in services.items():
        for port in service.get("ports", []):
            assert name == "gateway" or port.startswith("127.0.0.1:"), (name, port)
    assert services["gateway"]["ports"]
    assert not any("ports" in services[part] for part in PARTS)


def test_compose_when_read_then_workers_and_database_have_no_way_out(services) -> None:
    inside = {name for name, net in compose()["networks"].items() if (net or {}).get("internal")}
    for name in [*(part for part in PARTS if part.endswith("worker")), "mongo", "topology"]:
        assert set(services[name]["networks"]) <= inside, name


def test_compose_when_read_then_images_are_pinned(services) -> None:
    ours = "${IMAGE:-yishi:0.1.0}"
    for name, service in services.items():
        image, _, tag = service["image"].rpartition(":")
        assert service["image"] == ours or (image and re.search(r"\d", tag)), name
    assert re.findall(r"^FROM (\S+)", dockerfile(), re.MULTILINE) == [
        "python:3.11-slim-bookworm",
        "python:3.11-slim-bookworm",
    ]


def test_compose_when_read_then_nobody_is_root_or_may_become_it(services) -> None:
    for name, service in services.items():
        assert not re.match(r"(0|root)\b", service["user"]), name
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged"), name
    for part in (*PARTS, "topology", "gateway", "prometheus", "grafana"):
        assert services[part]["read_only"], part
    user = re.search(r"^USER (\S+)", dockerfile(), re.MULTILINE)
    assert user
    assert services["intake-web"]["user"] == user[1] == "10001:10001"


def test_compose_when_read_then_everything_is_bounded_and_watched(services) -> None:
    for name, service in services.items():
        limits = service["deploy"]["resources"]["limits"]
        assert limits.keys() == {"cpus", "memory", "pids"}, name
        assert service["restart"], name
        assert "healthcheck" in service or service["restart"].startswith("on-failure"), name


def test_compose_when_read_then_files_and_connections_have_room(services) -> None:
    for name, service in services.items():
        assert service["ulimits"]["nofile"] == {"soft": 65536, "hard": 65536}, name


def test_compose_when_read_then_what_is_watched_has_no_way_out() -> None:
    watch = compose()["networks"]["watch"]["driver_opts"]
    assert watch == {"com.docker.network.bridge.enable_ip_masquerade": "false"}


def test_ports_when_published_then_with_an_address(services) -> None:
    """A port alone listens on IPv6 too, where all clients show one address."""
    ports = [*services["gateway"]["ports"], *tls()["ports"], example_env()["GATEWAY_PORT"]]
    for port in ports:
        assert filled(port, {}).startswith("0.0.0.0:"), port
    assert not any("8081" in port for port in ports), "the platform's port stays inside"


def test_tls_when_added_then_its_files_are_there_and_its_words_the_same() -> None:
    for mount in tls()["volumes"]:
        source = mount.partition(":")[0]
        assert (ROOT / source).exists() or source == "./deploy/gateway/certs", mount
        assert mount.endswith(":ro"), mount
    words = "COMPOSE_FILE=docker-compose.yml:deploy/compose.tls.yml"
    for path in ("compose.tls.yml", "env.example", "README.md"):
        assert words in (DEPLOY / path).read_text("utf-8"), path


def test_database_when_slow_then_its_log_keeps_the_vote_secret(services) -> None:
    assert "--slowms 60000" in services["mongo"]["command"][0]


def test_compose_when_read_then_mounted_files_are_there(services) -> None:
    mounts = [mount for service in services.values() for mount in service.get("volumes", [])]
    for mount in mounts:
        source = mount.partition(":")[0]
        if source.startswith("."):
            assert (ROOT / source).exists(), mount
            assert mount.endswith(":ro"), mount
        else:
            assert source in compose()["volumes"], mount


def test_database_when_prepared_then_knows_every_service() -> None:
    said = re.search(r"const services = (\[.*\]);", (DEPLOY / "mongo/init.js").read_text())
    assert said
    assert json.loads(said[1]) == NAMES
    assert f'...services, "{DATABASE}"' in (DEPLOY / "mongo/init.js").read_text()


def test_client_secret_when_given_then_only_what_shows_pages_knows_it(services) -> None:
    told = {name for name in services if "YISHI_OIDC_CLIENT_SECRET" in environment(services[name])}
    assert told == {part for part in PARTS if part.endswith("web")}


def test_prometheus_when_read_then_finds_every_part() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    found = config["scrape_configs"][0]["dns_sd_configs"][0]
    assert sorted(found["names"]) == sorted(PARTS)
    assert found["port"] == int(image_environment()["YISHI_PORT"])


def test_prometheus_when_read_then_reaches_what_it_watches(services) -> None:
    config = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    jobs = [job for job in config["scrape_configs"] if "static_configs" in job]
    for job in jobs:
        [[target]] = [found["targets"] for found in job["static_configs"]]
        name = target.partition(":")[0]
        assert set(services[name]["networks"]) & set(services["prometheus"]["networks"]), target
    assert {"gateway", "rabbitmq"} <= {job["job_name"] for job in jobs}
    assert "listen 8081;" in (DEPLOY / "gateway/nginx.conf").read_text("utf-8")


def test_image_when_built_then_holds_what_runs_and_nothing_else() -> None:
    copied = set(re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile(), re.MULTILINE))
    names = {name for line in copied for name in line.split()}
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    assert names == let_in
    assert {"contracts", "chassis", "services", "launch"} <= names
    assert not names & {"tests", "deploy", "docs", "."}


def tls() -> dict[str, Any]:
    """What ``deploy/compose.tls.yml`` adds to the gateway."""
    return yaml.safe_load((DEPLOY / "compose.tls.yml").read_text("utf-8"))["services"]["gateway"]


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text("utf-8")


def environment(service: dict[str, Any]) -> dict[str, str]:
    return {k: v for k, v in service.get("environment", {}).items() if k.startswith("YISHI_")}


def image_environment() -> dict[str, str]:
    """The ``YISHI_*`` variables that the image sets."""
    found = dict(re.findall(r"(YISHI_\w+)=(\S+)", dockerfile()))
    assert (
        found["YISHI_HOST"] == "0.0.0.0"
    )  # in the container only: a container has its own network
    assert {name.removeprefix("YISHI_").lower() for name in found} <= set(Settings.model_fields)
    return found
