/* SPDX-License-Identifier: MIT */
/* The command that the guard starts. trace.c sees its start and its state from outside, where no
 * refused system call is in the way. */

int
main(void)
{
	return 42;
}
