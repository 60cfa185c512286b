# One image for every service: `danesh serve`, `danesh worker` and the commands. It holds the pinned environment
# (the same three steps as `make setup`), the model, and the code; all state is in /var/lib/danesh.
FROM python:3.11-slim-trixie

# pip reads these by itself: a mirror, or a further index with CPU builds of torch, which save several gigabytes.
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL

ENV PATH=/opt/danesh/bin:$PATH \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app \
    DANESH_HOME=/var/lib/danesh \
    DANESH_CACHE=/opt/models \
    HF_HOME=/var/lib/danesh/huggingface

RUN useradd --uid 10001 --create-home --home-dir /var/lib/danesh danesh
WORKDIR /app

COPY requirements/ requirements/
RUN python -m venv /opt/danesh \
    && pip install --quiet pip==26.3 \
    && pip install --quiet --constraint requirements/constraints.txt torch

# Without the packages this installs the dependencies and the command; the code comes last, through PYTHONPATH.
COPY pyproject.toml README.md LICENSE ./
RUN pip install --quiet --constraint requirements/constraints.txt . \
    && pip install --quiet --no-deps --requirement requirements/no-deps.txt

# The bundled model as an ordinary folder, from the few modules that write it, so that no other change repeats it.
COPY kb/__init__.py kb/errors.py kb/
COPY kb/inference/ kb/inference/
RUN python -c "from pathlib import Path; from kb.inference.bundled import folder; folder(Path('/opt/models'))" \
    && chmod -R a+rX /opt/models

COPY kb/ kb/
COPY ingest/ ingest/
COPY assistant/ assistant/
COPY web/ web/
COPY samples/ samples/

USER danesh
VOLUME /var/lib/danesh
EXPOSE 8000
CMD ["danesh", "serve", "--host", "0.0.0.0"]
