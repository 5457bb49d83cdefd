# Three stages: the web desk with the Node of a wheel, wheels from the hashed locks, then a bare interpreter with nothing
# but what runs.
FROM python:3.11.13-slim-bookworm AS web
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements-web.lock ./
RUN pip install --require-hashes --only-binary :all: -r requirements-web.lock
COPY scripts/build_web.py scripts/
COPY app/web app/web
RUN python scripts/build_web.py

FROM python:3.11.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
# both are parts of requirements.lock; `make lock` writes them
COPY requirements-build.lock requirements-run.lock ./
RUN pip install --require-hashes -r requirements-build.lock \
 && python -m venv /opt/sanxian \
 && /opt/sanxian/bin/pip install --require-hashes --only-binary :all: -r requirements-run.lock
COPY pyproject.toml README.md LICENSE ./
COPY scripts/wheel_data.py scripts/
COPY app app
COPY --from=web /src/app/web/dist app/web/dist
COPY api api
COPY layers layers
COPY zoning zoning
COPY data data
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/sanxian/bin/pip install --no-deps --no-index /wheels/*.whl \
 && /opt/sanxian/bin/python -m compileall -q /opt/sanxian/lib

FROM python:3.11.13-slim-bookworm
LABEL org.opencontainers.image.title="sanxian" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/sanxian /opt/sanxian
RUN groupadd --system --gid 10001 sanxian \
 && useradd --system --uid 10001 --gid sanxian --home-dir /tmp --no-create-home --shell /usr/sbin/nologin sanxian \
 && install -d -o sanxian -g sanxian -m 0750 /var/lib/sanxian
# the root file system is read-only: what is written goes to the store, or to /tmp, which is no disk
ENV PATH=/opt/sanxian/bin:$PATH \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    NUMBA_CACHE_DIR=/var/lib/sanxian/.kernels \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SANXIAN_HOST=0.0.0.0 \
    SANXIAN_PORT=8000 \
    SANXIAN_STORE=/var/lib/sanxian
USER 10001:10001
WORKDIR /tmp
# machine code for the processor of whoever builds; on another one it is made anew at the first start, in the volume
RUN python -m layers.compiled
VOLUME /var/lib/sanxian
EXPOSE 8000
STOPSIGNAL SIGTERM
# the image has no curl; urlopen raises, and so exits 1, on anything but success
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["sanxian", "serve"]
