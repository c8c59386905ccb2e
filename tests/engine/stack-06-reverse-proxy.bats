#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stack 6: nginx, whose configuration and key are bound from the host, from examples/06-reverse-proxy.
#
# The faults: Docker made a directory for nginx.conf; ssl is empty; the configuration is writable, the key readable by all.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=06-reverse-proxy
SERVER=(nginx -g 'daemon off;')

setup_file() {
	local context=$BATS_FILE_TMPDIR/example
	cp -r "$MG_TOP/examples/06-reverse-proxy" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	build proxy "$context"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
		-keyout "$BATS_FILE_TMPDIR/site.key" -out "$BATS_FILE_TMPDIR/site.crt" 2>/dev/null
}

setup() {
	mkdir -p "$HOST/ssl"
	cp "$MG_TOP/examples/06-reverse-proxy/nginx.conf" "$HOST/"
	cp "$BATS_FILE_TMPDIR"/site.* "$HOST/ssl/"
	chmod 0600 "$HOST/ssl/site.key"
}

teardown() {
	clear_up
}

# proxy [MODE]: adds both binds, read-only unless MODE differs
proxy() {
	with --volume "$HOST/nginx.conf:/etc/nginx/nginx.conf:${1:-ro}" --volume "$HOST/ssl:/etc/nginx/ssl:ro"
}

# Asks over both ports; the certificate is self-signed.
proxy_answers() {
	docker exec "$app" python3 -c 'import ssl, urllib.request as u
for url in "http://127.0.0.1:8080/health", "https://127.0.0.1:8443/health":
    print(u.urlopen(url, timeout=5, context=ssl._create_unverified_context()).read().decode())' 2>/dev/null |
		grep -c '"ok"' | grep -qx 2
}

starts() {
	start proxy
	wait_for 30 proxy_answers || { docker logs app; return 1; }
}

without_guard() {
	with --entrypoint nginx
	start proxy "${SERVER[@]:1}"
}

# ---- without the guard

# An image without a configuration of its own: a directory can be mounted there.
bare() {
	printf 'FROM proxy\nRUN rm /etc/nginx/nginx.conf\n' >"$HOST/Dockerfile"
	build proxy-bare "$HOST"
	rm "$HOST/Dockerfile" "$HOST/nginx.conf"
}

@test "without the guard: a directory in place of nginx.conf" {
	bare
	proxy
	with --entrypoint nginx
	start proxy-bare "${SERVER[@]:1}"
	ended
	the_code_is 1
	says "$err" '"/etc/nginx/nginx.conf" failed (21: Is a directory)'
}

@test "Docker mounts no directory over the image's nginx.conf, and starts nothing" {
	rm "$HOST/nginx.conf"
	proxy
	run start proxy
	[ "$status" != 0 ]
	[[ "$output" == *'Are you trying to mount a directory onto a file'* ]]
}

@test "without the guard: no certificate" {
	rm "$HOST"/ssl/*
	proxy
	without_guard
	ended
	the_code_is 1
	says "$err" 'cannot load certificate "/etc/nginx/ssl/site.crt"'
}

@test "without the guard: nginx serves with a key that everybody can read, and a configuration that it can write" {
	chmod 0644 "$HOST/ssl/site.key"
	proxy rw
	without_guard
	wait_for 30 proxy_answers
}

# ---- all is well

is_healthy() {
	is Health.Status healthy
}

@test "nginx is process 1, answers on both ports, is healthy, and the guard said nothing" {
	proxy
	with --health-interval 1s
	starts
	wait_for 30 is_healthy
	[[ "$(process 1)" == 'nginx: master process nginx -g daemon off; '* ]]
	said
	never_says "$err" mountguard
	never_says "$out" mountguard:
}

unguarded() {
	without_guard
	wait_for 30 proxy_answers
}

@test "docker stop ends nginx as it does without the guard" {
	proxy
	ends_alike starts unguarded
}

# ---- the faults

@test "nginx.conf is a directory, since the host had no such file" {
	bare
	proxy
	start proxy-bare
	refused proxy-directory
}

@test "ssl is empty" {
	rm "$HOST"/ssl/*
	proxy
	start proxy
	refused proxy-no-key
}

@test "the configuration is mounted writable" {
	proxy rw
	start proxy
	refused proxy-writable
}

@test "everybody can read the key" {
	chmod 0644 "$HOST/ssl/site.key"
	proxy
	start proxy
	refused proxy-open-key
}

# ---- the example

@test "the example, as its README tells it" {
	needs_compose
	follows 06-reverse-proxy
	printf 'services:\n  proxy:\n    container_name: app\n    network_mode: none\n    restart: "no"\n' >"$HOST/offline.yaml"
	follow 1
	wait_for 30 proxy_answers
	follow 2
	ended
	the_code_is 69
	is_in_readme "$err" 1
	follow 3
	follow 4
	ended
	the_code_is 69
	is_in_readme "$err" 2
	follow 5
	wait_for 30 proxy_answers
}
