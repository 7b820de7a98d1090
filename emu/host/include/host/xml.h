/* SPDX-License-Identifier: MIT */
/* Text in an XML file: for reports in JUnit's form. */
#pragma once
#include <stdio.h>

/* The text of an element or of an attribute in double quotes. What XML 1.0 cannot hold, and what rt/str.h calls
 * unsafe, becomes '?'; a failed write shows in ferror(). */
void emu_put_xml(FILE *f, const char *text);
