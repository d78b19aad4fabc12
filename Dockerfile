# The site, its workers and its scheduler in one image: compose.yaml says which of them a container is.
FROM python:3.13-slim-trixie AS installed
COPY requirements/run.txt /requirements.txt
RUN python -m venv /opt/tracker \
    && /opt/tracker/bin/pip install --no-cache-dir --require-hashes --requirement /requirements.txt

FROM python:3.13-slim-trixie
# pg_dump and pg_restore, for script/backup and script/restore, of the same version as the server's.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tracker \
    && install --directory --owner=10001 --group=10001 --mode=700 /data
COPY --from=installed /opt/tracker /opt/tracker
WORKDIR /app
COPY . .
ENV PATH=/opt/tracker/bin:$PATH \
    PYTHON=/opt/tracker/bin/python \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    TRACKER_DATA=/data
USER 10001:10001
VOLUME /data
EXPOSE 8000
