/* SPDX-License-Identifier: MIT */
/* The command that every candidate starts: it ends at once. */

int
main(void)
{
	return 0;
}
