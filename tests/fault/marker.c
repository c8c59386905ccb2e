/* SPDX-License-Identifier: MIT */
/* The command that the guard is in front of. That it was started, and as what, is seen from outside
 * (trace.c), where no refused system call is in the way of looking. */

int
main(void)
{
	return 42;
}
