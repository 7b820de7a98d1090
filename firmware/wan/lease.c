/* SPDX-License-Identifier: MIT */
#include "lease.h"
#include <fw/param.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

/* The note: "ip netmask gateway dns1 dns2 server", dotted. */
#define NOTE "net.lease"
enum { N_WORDS = 6, TEXT_BYTES = N_WORDS * 16 };

enum rt_err fw_lease_load(const struct fw_params *params, struct fw_lease *out)
{
    uint32_t words[N_WORDS];
    struct rt_str rest = rt_str(fw_params_note(params, NOTE));
    if (rest.n == 0) {
        return RT_ENOENT;
    }
    for (unsigned i = 0; i < N_WORDS; i++) {
        struct rt_str word = rt_str_cut(rest, ' ', &rest);
        if (rt_str_ipv4(word, &words[i]) != RT_OK) {
            return RT_ECORRUPT;
        }
    }
    *out = (struct fw_lease){words[0], words[1], words[2], {words[3], words[4]}, words[5]};
    return out->ip == 0 ? RT_ECORRUPT : RT_OK;
}

enum rt_err fw_lease_store(struct fw_params *params, const struct fw_lease *lease)
{
    char words[N_WORDS][16];
    char text[TEXT_BYTES];
    (void)snprintf(text, sizeof text, "%s %s %s %s %s %s", rt_ipv4_text(lease->ip, words[0]),
                   rt_ipv4_text(lease->netmask, words[1]), rt_ipv4_text(lease->gateway, words[2]),
                   rt_ipv4_text(lease->dns[0], words[3]), rt_ipv4_text(lease->dns[1], words[4]),
                   rt_ipv4_text(lease->server, words[5])); /* always fits: six times 15 and a blank */
    if (strcmp(text, fw_params_note(params, NOTE)) == 0) {
        return RT_OK;
    }
    return fw_params_set_note(params, NOTE, text);
}
