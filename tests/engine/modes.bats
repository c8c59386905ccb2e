#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --http as the HEALTHCHECK of a real uvicorn, and --install from an image that holds nothing else, in real Docker
# containers.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

setup_file() {
	local service=$BATS_FILE_TMPDIR/service scratch=$BATS_FILE_TMPDIR/scratch
	mkdir "$service" "$scratch"
	cp "$MOUNTGUARD" "$service/mountguard"
	cp "$MOUNTGUARD" "$scratch/mountguard"
	cat >"$service/main.py" <<'END'
import os
from fastapi import FastAPI, Response

app = FastAPI()

@app.get("/health")
def health():
    return Response(status_code=503 if os.path.exists("/tmp/broken") else 204)
END
	cat >"$service/Dockerfile" <<'END'
ARG BASE
FROM ${BASE}
COPY mountguard /mountguard
COPY main.py /app/main.py
WORKDIR /
ENV MOUNTGUARD_EXPECT="/data mount=bind,has=marker" MOUNTGUARD_HTTP=http://localhost:8000/health
HEALTHCHECK --interval=1s --timeout=20s --retries=1 CMD ["/mountguard", "--health"]
ENTRYPOINT ["/mountguard"]
CMD ["uvicorn", "--app-dir", "/app", "main:app", "--port", "8000"]
END
	printf '%s\n' 'FROM scratch' 'COPY mountguard /mountguard' 'ENTRYPOINT ["/mountguard"]' >"$scratch/Dockerfile"
	build service "$service"
	build scratch "$scratch"
}

teardown() {
	clear_up
}

# Prints the output of the last health check.
last_said() {
	docker inspect --format '{{range .State.Health.Log}}{{json .Output}}{{"\n"}}{{end}}' app | grep . | tail -n 1 | jq --join-output .
}

@test "a HEALTHCHECK asks uvicorn: healthy, broken, healthy again, and with it the storage" {
	mkdir "$HOST/data"
	touch "$HOST/data/marker"
	with --volume "$HOST/data:/data"
	start service
	wait_for 30 is Health.Status healthy || { docker logs app; docker inspect --format '{{json .State.Health}}' app; return 1; }
	[ -z "$(last_said)" ]
	docker exec app touch /tmp/broken
	wait_for 30 is Health.Status unhealthy
	diff -u - <(last_said) <<-'END'
		mountguard: FAIL http://localhost:8000/health: it answered 503
		mountguard: the expectation holds, --http did not pass, not healthy (exit 1)
	END
	docker exec app rm /tmp/broken
	wait_for 30 is Health.Status healthy
	rm "$HOST/data/marker"
	wait_for 30 is Health.Status unhealthy
	last_said | grep -q '^mountguard: FAIL /data: '
	last_said | grep -qx 'mountguard: ok http://localhost:8000/health: it answered 204'
}

@test "--install from scratch, as a user who is not root, into a volume that others start it from" {
	docker volume create guard >/dev/null
	docker run --rm --network none --volume guard:/guard "$BASE_IMAGE" chown 1000:1000 /guard
	for _ in first again; do
		docker run --rm --network none --user 1000 --read-only --cap-drop ALL --volume guard:/guard scratch --install /guard >"$out" 2>"$err"
		nothing_in "$out"
		nothing_in "$err"
	done
	with --volume guard:/guard:ro --entrypoint /guard/mountguard
	start "$BASE_IMAGE" -e '/guard/mountguard file, executable, mode=0555, owner=1000' -- sh -c 'ls -A /guard; echo started'
	ended
	the_code_is 0
	diff -u - "$out" <<-'END'
		mountguard
		started
	END
	nothing_in "$err"
	code=0
	docker run --rm --network none --volume guard:/guard:ro scratch --install /guard >"$out" 2>"$err" || code=$?
	the_code_is 69
	diff -u - "$err" <<<'mountguard: cannot install /guard/mountguard: it is read-only (EROFS) (exit 69)'
	docker run --rm --network none scratch --install / >"$out" 2>"$err"
	diff -u - "$err" <<<'mountguard: note: /mountguard is on the root file system: where a volume was meant, it is not mounted there'
}
