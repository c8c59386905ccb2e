/* SPDX-License-Identifier: MIT */
/* The exit codes: a promise to scripts, engines and kubelets. Added to, never changed. */
#ifndef MG_TEXT_EXITCODE_H
#define MG_TEXT_EXITCODE_H

enum mg_exit {
	MG_EXIT_OK = 0,
	MG_EXIT_UNHEALTHY = 1, /* --health only; 2 is reserved by Docker */
	MG_EXIT_USAGE = 64,    /* the command line is wrong (EX_USAGE of sysexits.h) */
	MG_EXIT_FAILED = 69,   /* an expectation does not hold (EX_UNAVAILABLE) */
	MG_EXIT_UNKNOWN = 71,  /* could not tell, and nothing failed outright (EX_OSERR) */
	MG_EXIT_CONFIG = 78,   /* the expectations are wrong, or there are none (EX_CONFIG) */
	MG_EXIT_NOT_EXECUTABLE = 126, /* as sh, env, tini and setpriv do */
	MG_EXIT_NOT_FOUND = 127,
	MG_EXIT_SIGNAL = 128, /* plus the number of the signal that ended the guard */
};

#endif
