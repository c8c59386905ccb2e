#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --health --http: real servers, and one that is hostile (httpd.py).

load helpers

httpd=$BATS_TEST_DIRNAME/httpd.py
export httpd

# serve WORD [ARGUMENT]: starts a server that behaves so, on $port, and ends the server before it.
serve() {
	local port_file=$T/.port
	serve_end
	rm -f "$port_file" "$T/.requests"
	needs python3
	python3 "$httpd" "${address:-127.0.0.1}" "$port_file" "$T/.requests" "$@" >&2 &
	server=$!
	poll test -e "$port_file" || fail "the server does not start"
	port=$(cat "$port_file")
	url=http://${host:-127.0.0.1}:$port # brackets around an IPv6 address
}
serve_end() {
	if [ -n "${server:-}" ]; then
		kill "$server"
		wait "$server" 2>/dev/null || true
	fi
	server=
}
# ask [OPTION]...: runs a health check with healthy storage and this server.
ask() {
	try --health -t "${timeout:-20s}" -e '/mnt dir' --http "$url" "$@"
}
# unhealthy SENTENCE: the check found this, and nothing else.
unhealthy() {
	exits 1
	reports <<-SAID
		mountguard: FAIL $url: $1
		mountguard: the expectation holds, --http did not pass, not healthy (exit 1)
	SAID
}
# shellcheck disable=SC2034 # for the tests
http=(serve serve_end ask unhealthy)

@test "2xx and 3xx are healthy, all else is not" {
	in_ns "${http[@]}" <<-'EOF'
		for line in '200 OK' '204 No Content' '299 x' '301 Moved' '302 Found' '304 Not Modified' '399 x'; do
			serve answer "HTTP/1.1 $line\r\nLocation: http://192.0.2.1/\r\n\r\n"
			ask
			holds
			printed ''
		done
		for code in 400 401 404 500 503 599 101; do
			serve answer "HTTP/1.1 $code x\r\n\r\n"
			ask
			unhealthy "it answered $code"
		done
	EOF
}

@test "the request" {
	in_ns "${http[@]}" <<-'EOF'
		serve answer 'HTTP/1.1 200 OK\r\n\r\n'
		url+='/a/b%20c?d=e&f#g'
		ask
		holds
		version=$(mountguard --version | cut -d ' ' -f 2)
		printf '%s\r\n' 'GET /a/b%20c?d=e&f HTTP/1.1' "Host: 127.0.0.1:$port" "User-Agent: mountguard/$version" \
			'Accept: */*' 'Connection: close' '' >wanted
		diff wanted .requests || fail "another request"
		serve answer 'HTTP/1.1 200 OK\r\n\r\n'
		url+='?x=y'
		ask
		holds
		[ "$(head -n 1 .requests)" = $'GET /?x=y HTTP/1.1\r' ] || fail "$(head -n 1 .requests)"
	EOF
}

@test "localhost is both addresses, IPv6 is asked in brackets, and other names are those of /etc/hosts" {
	in_ns "${http[@]}" <<-'EOF'
		serve answer 'HTTP/1.1 200 OK\r\n\r\n'
		url=http://localhost:$port
		ask
		holds
		grep -q "^Host: localhost:$port" .requests || fail "$(cat .requests)"
		[ -w /etc/hosts ] || needs_root
		printf '%s\n' '# 127.0.0.1 commented' "::1 backend" "127.0.0.1 x backend # y" >hosts
		mount --bind hosts /etc/hosts
		url=http://backend:$port
		ask
		holds
		for name in commented y backend.internal; do
			url=http://$name:$port/
			ask
			unhealthy 'its host is no address, not localhost and not in /etc/hosts, and mountguard asks no DNS'
		done
		mount -t tmpfs none /etc
		ask
		unhealthy 'its host is no address, not localhost and not in /etc/hosts, and mountguard asks no DNS'
		mkdir /etc/hosts
		ask
		exits 1
		says "mountguard: UNKNOWN $url: /etc/hosts cannot be read: it is a directory (EISDIR)"
		address=::1 host='[::1]'
		[ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6 || cannot "there is no IPv6 here"
		serve answer 'HTTP/1.1 200 OK\r\n\r\n'
		ask
		holds
		grep -q "^Host: \[::1\]:$port" .requests || fail "$(cat .requests)"
		url=http://localhost:$port
		ask
		holds
	EOF
}

@test "HTTP/1.0, no reason, bare line feeds, interim answers, and one byte at a time" {
	in_ns "${http[@]}" <<-'EOF'
		for answer in 'HTTP/1.0 200 OK\r\n\r\n' 'HTTP/1.1 200\r\n\r\n' 'HTTP/1.1 200 \r\n\r\n' 'HTTP/1.1 200 OK\n\n' \
			'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n' \
			'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 204 x\r\n\r\n'; do
			serve answer "$answer"
			ask
			holds
			serve pieces "$answer"
			ask
			holds
		done
		serve answer 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 x\r\n\r\n'
		ask
		unhealthy 'it answered 503'
		# A server has answered even if it does so before the request, or never ends its headers or its body.
		serve early 'HTTP/1.1 200 OK\r\n\r\n'
		ask
		holds
		serve endless 'HTTP/1.1 200 OK\r\nX: y\r\n'
		ask
		holds
		serve send 'HTTP/1.1 200 OK\r\n'
		ask
		holds
	EOF
}

@test "a server that is not there, closes, resets, or sends something else" {
	in_ns "${http[@]}" <<-'EOF'
		serve deaf
		ask
		unhealthy 'nothing listens there (ECONNREFUSED)'
		url=http://localhost:$port/x
		ask
		unhealthy 'nothing listens there (ECONNREFUSED)'
		serve answer ''
		ask
		unhealthy 'it closed the connection without an answer'
		serve answer 'HTTP/1.1 200 O'
		ask
		unhealthy 'it closed the connection before its status line ended'
		serve reset 'HTTP/1.1'
		ask
		unhealthy 'the connection broke: its server cut the connection (ECONNRESET)'
		serve send 'SSH-2.0-OpenSSH_9.2\r\n'
		ask
		unhealthy 'what it sent is no answer of HTTP/1: SSH-2.0-OpenSSH_9.2'
		serve send 'HTTP/2 200\r\n\r\n'
		ask
		unhealthy "what it sent is no answer of HTTP/1: 'HTTP/2 200'"
		serve send '\x1b[2J\x07\xff'
		ask
		unhealthy "what it sent is no answer of HTTP/1: '\\033[2J\\007\\377'"
		serve send '\x15\x03\x01\x00\x02\x02\x0a'
		ask
		unhealthy 'it speaks TLS, and not plain HTTP'
		serve endless '\0'
		ask
		unhealthy "what it sent is no answer of HTTP/1: ''"
		for word in send endless; do
			serve $word "HTTP/1.1 200 $(printf '%08200d' 0)"
			ask
			unhealthy 'no status line ends in its first 8192 bytes'
		done
		serve endless 'HTTP/1.1 100 Continue\r\nX: y\r\n\r\n'
		ask
		unhealthy 'no status line ends in its first 8192 bytes'
		serve answer "HTTP/1.1 200 $(printf '%08000d' 0)\r\n"
		ask
		holds
	EOF
}

@test "a server that never answers, or trickles, or takes no connection, is given up at the deadline" {
	in_ns "${http[@]}" <<-'EOF'
		timeout=300ms
		serve silent
		ask
		unhealthy 'it took the connection, and gave no answer within 300ms'
		[ "$elapsed_ms" -ge 290 ] || fail "it waited for $elapsed_ms ms only"
		serve full
		ask
		unhealthy 'it does not take the connection'
		timeout=3s
		serve trickle 'HTTP/1.1 200 OK\r\n'
		ask
		unhealthy 'its status line did not end within 3s'
		within_ms 20000
		# A silent address does not take all of the time: there is another address.
		needs_root
		serve answer 'HTTP/1.1 200 OK\r\n\r\n'
		cat >hosts <<-HOSTS
			192.0.2.1 backend
			127.0.0.1 backend
		HOSTS
		mount --bind hosts /etc/hosts
		url=http://backend:$port timeout=4s
		ask
		holds
	EOF
}

@test "storage and server are both reported, and only both together are healthy" {
	in_ns "${http[@]}" <<-'EOF'
		needs jq
		serve answer 'HTTP/1.1 503 x\r\n\r\n'
		ask -e '/mnt/none file'
		exits 1
		finding FAIL /mnt/none
		says "mountguard: FAIL $url: it answered 503"
		says 'mountguard: 1 of 2 expectations failed, --http did not pass, not healthy (exit 1)'
		head -n 1 .try/err | grep -q '^mountguard: FAIL /mnt/none: ' || fail "the storage is not the first"
		ask -e '/mnt/none file, warn' -q
		exits 1
		[ "$(head -n 1 .try/err)" = "mountguard: FAIL $url: it answered 503" ] || fail "another first line"
		says 'mountguard: 1 of 2 expectations did not hold, but only warn, --http did not pass, not healthy (exit 1)'
		ask --format json -e '/mnt/none file'
		exits 1
		jq -e --arg url "$url" '.exit == 1 and .failed == 1 and .http == {"url": $url, "verdict": "fail", "message": "it answered 503", "status": 503}' .try/out >.try/jq ||
			fail "another object: $(cat .try/out)"
		serve answer 'HTTP/1.1 200 OK\r\n\r\n'
		ask -e '/mnt/none file'
		exits 1
		says "mountguard: ok $url: it answered 200"
		says 'mountguard: 1 of 2 expectations failed, not healthy (exit 1)'
		ask -q -e '/mnt/none file'
		exits 1
		says_nothing_of "$url"
		ask -v
		exits 0
		says "mountguard: ok $url: it answered 200"
		says 'mountguard: the expectation holds'
		ask --format json
		exits 0
		jq -e '.http.verdict == "pass" and .http.status == 200' .try/out >.try/jq || fail "another object: $(cat .try/out)"
		# No expectations of the storage: a configuration error, never a pass.
		try --health --http "$url"
		exits 1
		mentions 'there are no expectations'
		[ "$(wc -l <.requests)" -gt 0 ]
	EOF
}

@test "with many findings and a long URL it stays short, and the server is never left out" {
	in_ns "${http[@]}" <<-'EOF'
		needs jq
		spec=
		for i in {1..60}; do
			mkdir some-directory-$i
			spec+="/mnt/some-directory-$i mode=$(printf '%04o' $i);"
		done
		export MOUNTGUARD_EXPECT=$spec
		serve answer 'HTTP/1.1 503 x\r\n\r\n'
		url+=/$(printf '%0950d' 0 | tr 0 '"')
		ask
		exits 1
		[ "$(wc -c <.try/err)" -le 4096 ] || fail "$(wc -c <.try/err) bytes"
		mentions '^mountguard: FAIL .http://127.*: it answered 503$'
		mentions '^mountguard: and [0-9]+ more$'
		ask --format json
		exits 1
		[ "$(wc -c <.try/out)" -le 4096 ] || fail "$(wc -c <.try/out) bytes"
		jq -e '.http.status == 503 and .more > 0' .try/out >.try/jq || fail "another object: $(cat .try/out)"
	EOF
}

@test "a wrong command line" {
	in_ns "${http[@]}" <<-'EOF'
		try --http http://localhost -e '/mnt dir' -- echo started
		exits 64
		reports <<<'mountguard: --http goes with --health, echo was not started (exit 64)'
		try --check --http http://localhost -e '/mnt dir'
		exits 64
		for wrong in localhost:80 'http://h/a b' http://h:0 http://user@h ftp://h http://; do
			try --health -e '/mnt dir' --http "$wrong"
			exits 1
			mentions '^mountguard: --http: .* should be http://HOST\[:PORT\]\[/PATH\], with an address, localhost or a name in /etc/hosts, not healthy \(exit 1\)$'
		done
		try --health -e '/mnt dir' --http https://localhost:8443/
		exits 1
		reports <<<'mountguard: --http: https://localhost:8443/ should be http://...: there is no TLS in mountguard (ask the port that speaks plain HTTP), not healthy (exit 1)'
	EOF
}

@test "MOUNTGUARD_HTTP is for --health alone" {
	in_ns "${http[@]}" <<-'EOF'
		serve answer 'HTTP/1.1 503 x\r\n\r\n'
		export MOUNTGUARD_HTTP=$url/twin
		try --health -e '/mnt dir'
		exits 1
		says "mountguard: FAIL $url/twin: it answered 503"
		try --check -e '/mnt dir'
		holds
		try -e '/mnt dir' -- echo started
		printed started
		MOUNTGUARD_HTTP=https://nonsense try -e '/mnt dir' -- echo started
		holds
		MOUNTGUARD_HTTP='' try --health -e '/mnt dir'
		holds
		ask
		unhealthy 'it answered 503'
		[ "$(grep -c '^GET' .requests)" = 2 ] || fail "$(cat .requests)"
	EOF
}

@test "a signal ends it at once" {
	in_ns "${http[@]}" <<-'EOF'
		serve silent
		asked() {
			grep -q '^GET' .requests
		}
		is_ready() {
			guard_pid=$started
			asked
		}
		after_signal TERM mountguard --health -t 60s -e '/mnt dir' --http "$url"
		exits 143
		printed ''
		within_ms 50000
	EOF
}

@test "uvicorn with FastAPI" {
	in_ns "${http[@]}" <<-'EOF'
		python3 -c 'import fastapi, uvicorn' || cannot "there is no FastAPI here"
		cat >main.py <<-'APP'
			from fastapi import FastAPI, Response
			app = FastAPI()
			@app.get("/health")
			def health():
			    return {"ok": True}
			@app.get("/broken")
			def broken():
			    return Response(status_code=503)
		APP
		port=0
		python3 -m uvicorn main:app --port 0 >log 2>&1 &
		server=$!
		up() {
			port=$(sed -n 's/.*running on http:[^ ]*:\([0-9]*\).*/\1/p' log)
			[ -n "$port" ]
		}
		poll up || fail "$(cat log)"
		url=http://localhost:$port/health
		ask
		holds
		url=http://127.0.0.1:$port/broken
		ask
		unhealthy 'it answered 503'
		url=http://127.0.0.1:$port/none
		ask
		unhealthy 'it answered 404'
		grep -q '"GET /health HTTP/1.1" 200' log || fail "$(cat log)"
		! grep -iE 'error|invalid|warning' log || fail "$(cat log)"
		kill $server
		wait $server || true
		ask
		unhealthy 'nothing listens there (ECONNREFUSED)'
	EOF
}

@test "gunicorn" {
	in_ns "${http[@]}" <<-'EOF'
		needs gunicorn
		cat >app.py <<-'APP'
			def app(environ, start_response):
			    start_response("503 Busy" if environ["PATH_INFO"] == "/broken" else "200 OK", [("X-Host", environ["HTTP_HOST"])])
			    return [b"x" * 100000]
		APP
		HOME=/mnt gunicorn -b 127.0.0.1:0 --worker-tmp-dir /mnt app:app >log 2>&1 &
		server=$!
		up() {
			port=$(sed -n 's/.*Listening at: http:[^ ]*:\([0-9]*\).*/\1/p' log)
			[ -n "$port" ] && grep -q 'Booting worker' log
		}
		poll up || fail "$(cat log)"
		url=http://127.0.0.1:$port/
		ask
		holds
		url+=broken
		ask
		unhealthy 'it answered 503'
		! grep -iE 'error|invalid|exception' log || fail "$(cat log)"
		kill $server
		wait $server || true
	EOF
}
