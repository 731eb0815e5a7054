# The suite and its reference stack in one image: no Node, Go or k6 needed on the host.
#   docker run --rm -v "$PWD/results:/app/results" aurora-gate:local      the 90 s soak against the embedded stack
# docker-compose.yml plays the same with every part in a container of its own.
FROM grafana/k6:2.2.0@sha256:9bd01d6941fca969cb61bb57d2da5ee9b385fe2aa8881df3798c196564d6ace6 AS k6
FROM ghcr.io/shopify/toxiproxy:2.12.0@sha256:9378ed52a28bc50edc1350f936f518f31fa95f0d15917d6eb40b8e376d1a214e AS toxiproxy

FROM node:20.19.5-bookworm-slim@sha256:9e70124bd00f47dd023e349cd587132ae61892acc0e47ed641416c3e18f401c3
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
