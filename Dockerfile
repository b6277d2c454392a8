# insitu in two images, each with nothing in it but Python and what it runs:
#
#     docker build --tag insitu .                                   the server (the last stage, hence the default)
#     docker build --tag insitu-client --target client .            the client, with the demo
#
# BASE is any image with Python 3.11 or newer and its venv module. Debian's python3-minimal and python3-venv will do.
ARG BASE=python:3.11-slim-bookworm

# --- wheels of insitu and of all that it needs; nothing after this stage asks an index -------------------------------

# hadolint ignore=DL3006
FROM ${BASE} AS wheels
# pip's own settings, for a private or an offline index: --build-arg PIP_INDEX_URL=https://...
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG PIP_FIND_LINKS
ARG PIP_NO_INDEX
ARG PIP_TRUSTED_HOST
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python3 -m venv /build
COPY requirements/dev.txt requirements/dev.txt
COPY pyproject.toml ./
# The dependencies first, in a layer that a change of insitu's own code does not undo.
RUN python3 -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
e = p['optional-dependencies']; print(*p['dependencies'], *e['server'], *e['demo'], sep='\n')" > needs.txt \
    && /build/bin/pip install --constraint requirements/dev.txt hatchling \
    && /build/bin/pip wheel --constraint requirements/dev.txt --wheel-dir /wheels --requirement needs.txt
COPY README.md LICENSE ./
COPY protos protos
COPY engine engine
COPY server server
COPY client client
# The environment to ship has no pip: what is not there cannot be abused. The stages below fill it from outside, and
# leave out the tests that NumPy, SciPy and others install with themselves.
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && python3 -m venv --without-pip /opt/insitu

FROM wheels AS client-environment
RUN /build/bin/pip --python /opt/insitu/bin/python install --no-index --find-links /wheels "insitu[demo]" \
    && find /opt/insitu -type d -name tests -prune -exec rm -r {} +

FROM wheels AS server-environment
RUN /build/bin/pip --python /opt/insitu/bin/python install --no-index --find-links /wheels "insitu[server]" \
    && find /opt/insitu -type d -name tests -prune -exec rm -r {} +

# --- what both images share: Python, a user who may do nothing, and a folder of theirs to mount a volume on ----------

# hadolint ignore=DL3006
FROM ${BASE} AS runtime
RUN groupadd --system --gid 10001 insitu \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin insitu \
    && install --directory --owner=10001 --group=10001 --mode=0750 /var/lib/insitu
ENV PATH=/opt/insitu/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
ENTRYPOINT ["insitu"]

# --- the client -----------------------------------------------------------------------------------------------------

FROM runtime AS client
COPY --from=client-environment /opt/insitu /opt/insitu
CMD ["demo"]

# --- the server -----------------------------------------------------------------------------------------------------

FROM runtime AS server
COPY --from=server-environment /opt/insitu /opt/insitu
EXPOSE 50051
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["insitu", "health", "--address", "127.0.0.1:50051"]
# Every interface, so that the port can be published. The server then wants TLS and a token, and says so when it has
# none; see deploy/README.md, and docker-compose.yml for the way without.
CMD ["serve", "--host", "0.0.0.0"]
