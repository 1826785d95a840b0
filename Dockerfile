# syntax=docker/dockerfile:1
# Server and sample app, for linux/amd64 and linux/arm64. docs/hosting.md explains how to run it.

# What is built runs on every processor, so it is built once, on that of the machine.
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN bash scripts/container/build.sh /out

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="rtms-mock" \
  org.opencontainers.image.description="A mock of Zoom's Realtime Media Streams, and a sample app" \
  org.opencontainers.image.licenses="MIT AND GPL-2.0-or-later"
# ffmpeg is GPL-2.0-or-later: see NOTICE. Security updates of the release are wanted, so its version is not fixed.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends ffmpeg \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o 1000 -g 1000 /var/cache/rtms-mock
WORKDIR /app
COPY --from=build /out ./
# node, by number: Kubernetes can then see that it is not root
USER 1000:1000
# Ports are published, so the server listens on all addresses; apps reach it under the published port.
ENV NODE_ENV=production \
  RTMS_MOCK_HOST=0.0.0.0 \
  RTMS_MOCK_PUBLIC_URL=ws://localhost:9092 \
  RTMS_MOCK_CACHE_DIR=/var/cache/rtms-mock \
  ZM_RTMS_HOST=0.0.0.0 \
  ZM_RTMS_PAGE_PORT=8000
# Server, media, sample app
EXPOSE 9092 8081 8000
# rtms_credentials.json and recordings, which are only read: -v $(pwd)/data:/app/data
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9092/ws-health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "node_modules/@rtms-mock/server/bin/rtms-mock.js", "serve"]
