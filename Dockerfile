# One image for all of Yishi. The command chooses what runs:
#
#   yishi run --service intake --web-only        answers HTTP
#   yishi run --service intake --worker-only     hears events, sends what lies in the outbox
#   yishi topology                               declares the queues, then ends
#
# The first stage installs exactly what requirements.lock names, each file by its checksum, and only
# ready-made wheels: no compiler is needed. The second stage has neither pip nor setuptools in it.
# Python 3.11 is the version that the tests run on.

FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_NO_INPUT=1

RUN python -m venv /opt/yishi

COPY requirements.lock /tmp/requirements.lock
RUN /opt/yishi/bin/pip install --require-hashes --no-deps --only-binary :all: \
        --requirement /tmp/requirements.lock

# The tree keeps its shape, as in a clone: the demonstration reads `examples` beside `launch`.
# Its modes come along too, and a clone made under umask 077 would be readable to nobody else.
WORKDIR /app
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY contracts contracts
COPY chassis chassis
COPY services services
COPY launch launch
COPY examples examples
RUN /opt/yishi/bin/pip install setuptools==80.9.0 \
    && /opt/yishi/bin/pip install --no-deps --no-build-isolation --editable . \
    && /opt/yishi/bin/python -m compileall -q contracts chassis services launch \
    && /opt/yishi/bin/pip uninstall --yes setuptools pip \
    && chmod -R a+rX /app


FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title="Yishi 议事" \
      org.opencontainers.image.description="Services for street residents' assemblies (街道居民议事会)" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0"

RUN groupadd --gid 10001 yishi \
    && useradd --uid 10001 --gid yishi --no-log-init --no-create-home --home-dir /data \
        --shell /usr/sbin/nologin yishi \
    && install --directory --owner=yishi --group=yishi --mode=0700 /data

COPY --from=build /opt/yishi /opt/yishi
COPY --from=build /app /app

# Production is what an image is when nobody says anything: without a secret and an identity
# provider it refuses to start. All addresses, because the container has its own network; nothing is
# reachable from outside before a port is published. /data holds an embedded store, if there is one.
ENV PATH=/opt/yishi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    YISHI_ENV=production \
    YISHI_HOST=0.0.0.0 \
    YISHI_PORT=8000 \
    YISHI_STORE_URL=embedded:/data/yishi

USER 10001:10001
WORKDIR /data
EXPOSE 8000

# The process answers; a slow database restarts nobody. `/readyz` is for whoever sends requests.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['YISHI_PORT'] + '/healthz', timeout=4)"]

ENTRYPOINT ["yishi"]
CMD ["run"]
