/* SPDX-License-Identifier: MIT */
/* A URL, as a rule, a page's address or an option of DHCP gives it. */
#include "fuzz.h"
#include <fw/url.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fw_url url;
    const char *why = NULL;
    enum rt_err err = fw_url_parse(rt_str_n((const char *)data, n), &url, &why);
    /* What is read has what the fetcher takes for granted; what is not read says why. */
    if (err == RT_OK ? url.path[0] != '/' || (url.has_server && url.server[0] == '\0') : why == NULL) {
        abort();
    }
    return 0;
}
