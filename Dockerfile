# The suite and its reference stack in one image: no Node, Go or k6 needed on the host.
#   docker run --rm -v "$PWD/results:/app/results" aurora-gate:local      the 90 s soak against the embedded stack
# docker-compose.yml plays the same with every part in a container of its own.
FROM grafana/k6:2.2.0 AS k6
FROM ghcr.io/shopify/toxiproxy:2.12.0 AS toxiproxy

FROM node:20.19.5-bookworm-slim
# Both are static binaries, so Debian takes them as they are.
COPY --from=k6 /usr/bin/k6 /usr/local/bin/k6
COPY --from=toxiproxy /toxiproxy /usr/local/bin/toxiproxy-server
ENV K6_BIN=/usr/local/bin/k6 \
    TOXIPROXY_BIN=/usr/local/bin/toxiproxy-server \
    NODE_ENV=production

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY . .
# Any user may run it (compose takes yours, so that the results are yours), and a run writes to these alone.
RUN mkdir -p dist generated .state results reports && chmod 0777 dist generated .state results reports
USER node
ENTRYPOINT ["node", "scripts/launch.mjs", "soak"]
