/* SPDX-License-Identifier: MIT */
/* The command that everything here starts: it ends at once. */

int
main(void)
{
	return 0;
}
