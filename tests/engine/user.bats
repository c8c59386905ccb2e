#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --user, --caps and --no-new-privs in real Docker containers: with Docker's capabilities, with few, with none, and in a
# container that does not start as root.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

setup_file() {
	local context=$BATS_FILE_TMPDIR/image
	mkdir "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	cat >"$context/Dockerfile" <<'END'
ARG BASE
FROM ${BASE}
COPY mountguard /mountguard
RUN echo 'app:x:1000:1000::/home/app:/bin/sh' >>/etc/passwd && echo 'app:x:1000:' >>/etc/group && \
    echo 'models:x:2000:app' >>/etc/group
ENTRYPOINT ["/mountguard"]
END
	build users "$context"
}

teardown() {
	clear_up
}

# says_who PATTERN: the program printed this of itself, and nothing on standard error.
WHO=(python3 -c 'import os
status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
print("uid", *os.getresuid(), "gid", *os.getresgid(), "groups", *sorted(os.getgroups()), "home", os.environ.get("HOME"))
print(*(f"{name}={int(status[name], 16):x}" for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")), "nnp=" + status["NoNewPrivs"])')
says_who() {
	ended
	diff -u - "$out"
	nothing_in "$err"
	the_code_is 0
}

EXPECT=(--expect '/ dir')

@test "a user by name: ids, groups and HOME, and no capability" {
	start users "${EXPECT[@]}" --user app -- "${WHO[@]}"
	# The bounding set is Docker's own; all other sets are empty.
	ended
	grep -qx 'uid 1000 1000 1000 gid 1000 1000 1000 groups 1000 2000 home /home/app' "$out"
	grep -qE '^CapInh=[0-9a-f]+ CapPrm=0 CapEff=0 CapBnd=[0-9a-f]+ CapAmb=0 nnp=0$' "$out"
	nothing_in "$err"
}

@test "a user by number and group, without any capability, and no new ones" {
	start users "${EXPECT[@]}" --user 1234:2000 --caps none --no-new-privs -- "${WHO[@]}"
	says_who <<-'END'
		uid 1234 1234 1234 gid 2000 2000 2000 groups 2000 home /
		CapInh=0 CapPrm=0 CapEff=0 CapBnd=0 CapAmb=0 nnp=1
	END
}

@test "by variables, as Compose gives them" {
	with --env MOUNTGUARD_USER=app --env MOUNTGUARD_CAPS=net_bind_service --env 'MOUNTGUARD_EXPECT=/ dir'
	start users "${WHO[@]}"
	says_who <<-'END'
		uid 1000 1000 1000 gid 1000 1000 1000 groups 1000 2000 home /home/app
		CapInh=400 CapPrm=400 CapEff=400 CapBnd=400 CapAmb=400 nnp=0
	END
}

# In the container's own network Docker lets every user bind every port, unless an option forbids it.
BIND=(python3 -c 'import socket; socket.create_server(("127.0.0.1", 80)); print("bound")')

@test "uid 1000 binds port 80 with net_bind_service, and not with none" {
	with --sysctl net.ipv4.ip_unprivileged_port_start=1024
	start users "${EXPECT[@]}" --user 1000 --caps net_bind_service -- "${BIND[@]}"
	ended
	the_code_is 0
	says "$out" bound
	docker rm app >/dev/null

	start users "${EXPECT[@]}" --user 1000 --caps none -- "${BIND[@]}"
	ended
	the_code_is 1
	says "$err" 'PermissionError: [Errno 13] Permission denied'
}

@test "root's volume is not the user's, and the guard says so as that user" {
	with --volume models:/models
	start users --expect '/models writable' --user app -- true
	refused user-volume
	docker rm app >/dev/null

	docker run --rm --network none --volume models:/models --entrypoint chown users -R app:app /models
	start users --expect '/models writable, owner=app:app' --user app -- true
	ended
	the_code_is 0
	nothing_in "$err"
}

@test "a container without capabilities cannot change the user, and starts nothing" {
	with --cap-drop ALL
	start users "${EXPECT[@]}" --user app -- echo started
	ended
	the_code_is 126
	nothing_in "$out"
	is_message "$err" user-no-capability
}

@test "a container of another user cannot either; as its own user it need not" {
	with --user 1000
	start users "${EXPECT[@]}" --user 1001 -- echo started
	ended
	the_code_is 126
	nothing_in "$out"
	is_message "$err" user-not-root
	docker rm app >/dev/null

	start users "${EXPECT[@]}" --user app -- echo started
	ended
	the_code_is 0
	says "$out" started
}

@test "with Docker's no-new-privileges, and with two capabilities" {
	with --security-opt no-new-privileges
	start users "${EXPECT[@]}" --user app --caps none -- "${WHO[@]}"
	says_who <<-'END'
		uid 1000 1000 1000 gid 1000 1000 1000 groups 1000 2000 home /home/app
		CapInh=0 CapPrm=0 CapEff=0 CapBnd=0 CapAmb=0 nnp=1
	END
	docker rm app >/dev/null

	options=()
	with --cap-drop ALL --cap-add SETUID --cap-add SETGID
	start users "${EXPECT[@]}" --user app -- "${WHO[@]}"
	ended
	the_code_is 0
	grep -qE '^CapInh=[0-9a-f]+ CapPrm=0 CapEff=0 CapBnd=c0 CapAmb=0 nnp=0$' "$out"
}

@test "an unknown user" {
	start users "${EXPECT[@]}" --user ap -- echo started
	ended
	the_code_is 64
	nothing_in "$out"
	is_message "$err" user-unknown
}
