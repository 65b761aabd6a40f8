# syntax=docker/dockerfile:1

# One line names the base, for both stages: the Node of package.json, on Debian, because the PostgreSQL
# that comes with Broadsheet needs its C library. Pin it to the digest that you have looked at:
#   docker build --build-arg BASE=node:24.21.0-trixie-slim@sha256:… .
ARG BASE=node:24.21.0-trixie-slim

FROM $BASE AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY tools/node-runtime/package.json tools/node-runtime/
RUN npm ci --no-audit --no-fund --workspaces=false
COPY tsconfig.json tsconfig.build.json ./
COPY src src
# The compiler goes again, and so does all else that only development needs.
RUN npm run -s build && npm prune --omit=dev --no-audit --no-fund --workspaces=false

FROM $BASE
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates git \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node -m 0700 /data \
  && ln -s ../lib/broadsheet/dist/cli/bin.js /usr/local/bin/broadsheet
WORKDIR /usr/local/lib/broadsheet
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY package.json CHANGELOG.md README.md LICENSE ./
COPY migrations migrations
COPY schemas schemas
COPY examples examples
ENV NODE_ENV=production \
  BROADSHEET_CONFIG=/etc/broadsheet/broadsheet.yaml \
  BROADSHEET_DATA=/data
# As a number, so that who runs it can see that it is not root.
USER 1000:1000
WORKDIR /data
VOLUME /data
EXPOSE 4170
# 30 s are for what is on the wire: give it 40 (`docker stop --time 40`).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:4170/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["broadsheet"]
CMD ["serve"]
