/* SPDX-License-Identifier: MIT */
/* The probe child: drops the descriptors that it inherited, takes on the command's user, and
 * answers one question after the other. Everything here may block for ever. The storage is not
 * trusted: after the walk, everything is reached from the walk's fd. */
#include "child.h"

#include "command/identity.h"
#include "mounts/kind.h"
#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

/* A child that the guard may be unable to kill ends itself this long after the time limit. Less
 * than GRACE_MS (sys/process.c), for which the guard waits for a killed child. */
#define SELF_END_MS 50

/* --- one path --- */

void
mg_probe_open_root(struct mg_probe *probe)
{
	probe->root = openat(AT_FDCWD, "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (probe->root >= 0 && mg_sys_node(probe->root, "", false, &probe->root_node) < 0)
		mg_sys_close(&probe->root);
}

bool
mg_probe_is_silent(const struct mg_probe *probe, uint64_t mount_id, bool passes)
{
	for (size_t i = 0; i < probe->silent_count; i++)
		if (probe->silent[i].mount_id == mount_id && (!passes || probe->silent[i].to_walks))
			return true;
	return false;
}

/* Asks the storage for type, owner and size as they are now, not as the kernel has them cached. A
 * local file system has told the walk already. */
static int
probe_stat(const struct mg_probe *probe, int fd, struct mg_facts *facts)
{
	const struct mg_mount *mount = mg_mounts_find(probe->mounts, facts->mount_id);
	struct mg_sys_node node;
	int result;

	if (mount && !mg_backing_reports_late(mount->fstype))
		return 0;
	result = mg_sys_node(fd, "", true, &node);
	if (result < 0)
		return -result;
	facts->mode = node.mode;
	facts->uid = node.uid;
	facts->gid = node.gid;
	facts->is_immutable = node.is_immutable;
	facts->size = node.size;
	return 0;
}

/* Looks for the ..data link of Kubernetes' AtomicWriter. A tmpfs answers at once. */
static void
probe_data_link(const struct mg_probe *probe, int fd, struct mg_facts *facts)
{
	const struct mg_mount *mount = mg_mounts_find(probe->mounts, facts->mount_id);
	char target;

	if (!mount || mg_fs_class_of(mount->fstype) != MG_FS_MEMORY)
		return;
	facts->has_data_link = readlinkat(fd, "..data", &target, 1) >= 0;
	facts->knows_data_link = facts->has_data_link || errno == ENOENT;
}

/* Measures the room left for the object, not for its mount: a project quota (xfs, ext4) counts. */
static void
probe_space(int path_fd, struct mg_space *space)
{
	struct statvfs fs;

	*space = (struct mg_space){ .err = fstatvfs(path_fd, &fs) < 0 ? errno : 0 };
	if (space->err != 0)
		return;
	/* Blocks reserved for root do not count: no program should live on them. */
	space->is_known = true;
	space->total_bytes = (uint64_t)(fs.f_blocks - fs.f_bfree + fs.f_bavail) * fs.f_frsize;
	space->free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	space->free_inodes = fs.f_favail;
	space->total_inodes = fs.f_files;
}

static void
probe_file(const struct mg_probe *probe, const struct mg_ask *ask, int fd, struct mg_facts *facts)
{
	MG_AUTO_FD int file = -1;
	char byte;

	if (ask->needs & MG_NEED_READ) {
		facts->stage = MG_STAGE_READ;
		file = mg_sys_reopen(fd, O_RDONLY);
		facts->read_err = file < 0 ? -file : 0;
		if (file >= 0 && read(file, &byte, 1) < 0)
			facts->read_err = errno;
	}
	if (facts->read_err == 0 && ask->needs & (MG_NEED_SHA256 | MG_NEED_SAME))
		mg_content_run(probe, ask, fd, facts);
}

/* Goes through the stages after the walk, from harmless to dangerous. */
static void
probe_object(const struct mg_probe *probe, const struct mg_ask *ask, int fd, struct mg_facts *facts)
{
	unsigned needs = ask->needs;
	bool is_dir, is_file;
	struct stat st;

	facts->stage = MG_STAGE_STAT;
	facts->stat_err = probe_stat(probe, fd, facts);
	if (facts->stat_err != 0)
		return;
	if (needs & MG_NEED_SPACE)
		probe_space(fd, &facts->space);
	is_dir = S_ISDIR(facts->mode);
	is_file = S_ISREG(facts->mode);
	if (S_ISSOCK(facts->mode) && needs & (MG_NEED_READ | MG_NEED_WRITE)) {
		facts->stage = MG_STAGE_WRITE;
		facts->read_err = -mg_sys_may_connect(fd);
		facts->write.err = facts->read_err;
	}
	if (is_file)
		probe_file(probe, ask, fd, facts);
	if (!is_dir && !is_file)
		return;
	if (is_dir && facts->is_mount_root)
		probe_data_link(probe, fd, facts);
	if (is_dir && needs & MG_NEED_LIST)
		mg_list_run(probe, ask, fd, facts);
	if (needs & MG_NEED_EXECUTE) {
		facts->stage = MG_STAGE_EXECUTE;
		/* Looking up "." needs search permission and nothing else. */
		if (is_dir)
			facts->execute_err = fstatat(fd, ".", &st, 0) < 0 ? errno : 0;
		else
			facts->execute_err = -mg_sys_may_execute(fd);
	}
	if (needs & MG_NEED_WRITE)
		mg_write_run(probe, ask, fd, facts);
	if (facts->write.err == ENOSPC)
		probe_space(fd, &facts->space);
	/* A blank disk would explain what its owner and mode forbid, so look whether it is one. */
	if (is_dir && facts->is_mount_root && facts->write.err == EACCES &&
	    facts->listing.err == MG_NOT_ASKED)
		mg_list_run(probe, ask, fd, facts);
	if (needs & MG_NEED_LOCK)
		mg_lock_run(probe, ask, fd, facts);
}

static bool
is_denied(const struct mg_facts *facts)
{
	return facts->walk_err == EACCES || facts->listing.err == EACCES ||
	       facts->read_err == EACCES || facts->execute_err == EACCES ||
	       facts->write.err == EACCES;
}

/* Fills in who asks. A user may be in 65,536 groups (NGROUPS_MAX), too many to pass on:
 * .is_in_group says whether the object's group is among them. */
static void
find_actor(struct mg_actor *actor, struct mg_facts *facts)
{
	int count = getgroups(0, NULL);
	gid_t *groups = count < 0 ? NULL : calloc((size_t)count + 1, sizeof(*groups));

	count = groups ? getgroups(count, groups) : -1;
	*actor = (struct mg_actor){
		.is_known = count >= 0,
		.uid = geteuid(),
		.gid = getegid(),
		.overrides_modes = mg_identity_overrides_modes(),
	};
	facts->is_in_group = facts->gid == actor->gid;
	for (int i = 0; i < count; i++) {
		facts->is_in_group |= facts->gid == groups[i];
		if (groups[i] == actor->gid)
			continue;
		if (actor->group_count < MG_FACTS_SHOWN_GROUPS)
			actor->groups[actor->group_count] = groups[i];
		actor->group_count++;
	}
	free(groups);
}

void
mg_probe_path(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts)
{
	MG_AUTO_FD int fd = -1;
	struct mg_walk_end end = { .fd = -1 };

	facts->stage = MG_STAGE_WALK;
	fd = mg_walk_run(probe, ask, facts, &end);
	if (facts->answer == MG_ANSWER_SPARED)
		return;
	if (fd >= 0)
		probe_object(probe, ask, fd, facts);
	if (is_denied(facts)) {
		facts->has_acl |= fd >= 0 && mg_sys_has_acl(fd);
		find_actor(probe->actor, facts);
	}
	/* The answer is complete: a hang from here on loses nothing. */
	facts->answer = MG_ANSWER_GIVEN;
	mg_nearby_run(probe, ask, &end, fd, facts);
	mg_sys_close(&end.fd);
	facts->stage = MG_STAGE_DONE;
}

/* --- the child --- */

/* Takes on the identity of the command. Returns whether the parent may be unable to kill this
 * process: root without CAP_KILL cannot kill another user's process, and the kernel checks the
 * parent-death signal likewise. */
static bool
become_asker(const struct mg_supervisor *supervisor)
{
	struct mg_head *head = &supervisor->board->head;
	bool is_other;
	int result;

	/* First, keep processes of the same user from writing into this one. Its capabilities do so
	 * only against a process that lacks some of them; from here on it is not dumpable
	 * (ptrace(2), "Ptrace access mode checking"). A change of user does that in any case. */
	result = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
	if (!supervisor->identity)
		return false;
	is_other = mg_identity_is_other_user(supervisor->identity);
	if (result < 0 && supervisor->identity->has_caps && !is_other)
		result = mg_err_set(&head->refusal, MG_EXIT_NOT_EXECUTABLE, -result,
				    "cannot shield the probe from other processes");
	else
		result = mg_identity_rehearse(supervisor->identity, &head->refusal);
	if (result < 0) {
		head->is_refused = true;
		_exit(1);
	}
	return is_other;
}

/* Ends this process after in_ms by SIGALRM, which needs no permission. SIGALRM ends what SIGKILL
 * would end. */
static void
end_by_alarm(int64_t in_ms)
{
	const struct itimerval timer = {
		.it_value = { .tv_sec = (time_t)(in_ms / 1000),
			      .tv_usec = (suseconds_t)(in_ms % 1000 * 1000) },
	};
	sigset_t alarm_only;

	(void)sigemptyset(&alarm_only);
	(void)sigaddset(&alarm_only, SIGALRM);
	(void)signal(SIGALRM, SIG_DFL);
	(void)sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
	(void)setitimer(ITIMER_REAL, &timer, NULL); /* a valid time */
}

void
mg_child_goes_on(const struct mg_probe *probe)
{
	if (probe->alarm_ms > 0)
		end_by_alarm(probe->alarm_ms);
	atomic_store(probe->started_ms, mg_sys_now_ms());
}

void
mg_child_wants_std(const struct mg_probe *probe)
{
	if (!probe->wants_std)
		return;
	atomic_store(probe->wants_std, true);
	_exit(0);
}

/* Answers all questions from the path `first` on. */
static void
answer(struct mg_supervisor *supervisor, const struct mg_probe *probe, size_t first)
{
	struct mg_board *board = supervisor->board;
	unsigned char *at = board->answers + supervisor->answers_used;

	for (size_t i = first; i < supervisor->count; i++) {
		mg_board_reset(&board->live);
		mg_child_goes_on(probe);
		atomic_store(&board->current, i);
		atomic_store(&board->has_begun, true);
		mg_probe_path(probe, &supervisor->asks[i], &board->live);
		at += mg_board_put(&board->live, at);
	}
	atomic_store(&board->started_ms, mg_sys_now_ms());
	atomic_store(&board->current, supervisor->count);
}

_Noreturn void
mg_child_run(struct mg_supervisor *supervisor, size_t first, pid_t parent, int end)
{
	struct mg_probe probe = {
		.mounts = supervisor->mounts,
		.silent = supervisor->silent,
		.silent_count = supervisor->silent_count,
		.wants_std = supervisor->lends_std ? NULL : &supervisor->board->wants_std,
		.looks_near = !supervisor->has_hung_near,
		.actor = &supervisor->board->head.actor,
		.started_ms = &supervisor->board->started_ms,
		.end = end,
	};
	struct mg_head *head = &supervisor->board->head;
	struct stat st;

	/* A stuck child must hold nothing that was meant for the command. */
	mg_sys_close_all_but(end);
	mg_sys_replace_std(supervisor->lends_std ? -1 : end);
	if (become_asker(supervisor)) {
		probe.alarm_ms = supervisor->timeout_ms + SELF_END_MS;
		end_by_alarm(probe.alarm_ms);
	}
	/* End with the guard. A change of user undoes this, so it comes after one. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);	   /* cannot fail for a valid signal */
	if (getppid() != parent && getppid() != 0) /* 0: the first process of a new namespace */
		_exit(1);
	(void)signal(SIGXFSZ, SIG_IGN); /* a file size limit is an answer: EFBIG */
	mg_probe_open_root(&probe);
	head->has_root_id = probe.root >= 0 && probe.root_node.has_mount_id;
	head->root_id = probe.root_node.mount_id;
	/* Engines mark their containers by these files. A /run that is a mount may hang. */
	if (!head->has_root_id || !mg_mounts_entered(probe.mounts, head->root_id, "/run")) {
		head->signs.has_dockerenv = lstat("/.dockerenv", &st) == 0;
		head->signs.has_containerenv = lstat("/run/.containerenv", &st) == 0;
	}
	answer(supervisor, &probe, first);
	_exit(0);
}
