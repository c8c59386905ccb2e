/* SPDX-License-Identifier: MIT */
/* The signals that end the guard while it checks and waits. Changes the mask, and installs handlers
 * that the exec resets. */
#include "sys/signals.h"

#include "sys/sys.h"
#include "text/base.h"

#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const int numbers[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };

void
mg_signals_block(struct mg_signals *signals)
{
	signals->fd = -1;
	(void)sigemptyset(&signals->watched);
	for (size_t i = 0; i < MG_ARRAY_LEN(numbers); i++)
		(void)sigaddset(&signals->watched, numbers[i]); /* a valid number */
	(void)mg_sys_mask(SIG_BLOCK, &signals->watched, &signals->original);
	for (size_t i = 0; i < MG_ARRAY_LEN(numbers); i++) {
		struct sigaction action;

		if (sigaction(numbers[i], NULL, &action) < 0 || action.sa_handler == SIG_IGN ||
		    sigismember(&signals->original, numbers[i]) == 1)
			(void)sigdelset(&signals->watched, numbers[i]);
	}
}

int
mg_signals_watch(struct mg_signals *signals, struct mg_err *err)
{
	signals->fd = signalfd(-1, &signals->watched, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals->fd < 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, errno, "cannot wait for signals");
	return 0;
}

bool
mg_signals_wait(const struct mg_signals *signals, int64_t wait_ms)
{
	struct pollfd fd = { .fd = signals->fd, .events = POLLIN };

	return poll(&fd, 1, (int)wait_ms) > 0;
}

void
mg_signals_hold(const struct mg_signals *signals)
{
	(void)mg_sys_mask(SIG_BLOCK, &signals->watched, NULL); /* valid arguments */
}

static void
end_by_signal(int number)
{
	_exit(MG_EXIT_SIGNAL + number);
}

void
mg_signals_restore(const struct mg_signals *signals)
{
	/* Of several signals the lowest ends the process, because its handler blocks the others. */
	const struct sigaction action = { .sa_handler = end_by_signal,
					  .sa_mask = signals->watched };

	/* Handlers first, then the mask. For PID 1 a signal without a handler would be lost between
	 * here and the exec, which may take several tries. The exec resets a handler to SIG_DFL,
	 * which it was before, because ignored signals are not watched. */
	for (size_t i = 0; i < MG_ARRAY_LEN(numbers); i++)
		if (sigismember(&signals->watched, numbers[i]) == 1)
			(void)sigaction(numbers[i], &action, NULL); /* a valid number */
	(void)mg_sys_mask(SIG_SETMASK, &signals->original, NULL);   /* the mask that was there */
}
