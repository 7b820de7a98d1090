/* SPDX-License-Identifier: MIT */
/* SRV records of a reply (RFC 2782), read by c-ares. */
#include "dns.h"
#include <sys/select.h> /* ares.h names fd_set and does not include this */
#include <ares.h>
#include <rt/str.h>
#include <string.h>

/* Of more than there is room for those of the lowest priorities stay, which are to be tried first (RFC 2782). Returns
 * whether there is room for one of that priority. */
static bool make_room(struct fw_dns_service *out, int *n, uint16_t priority)
{
    if (*n < (int)FW_DNS_SERVICES_MAX) {
        return true;
    }
    int worst = 0;
    for (int i = 1; i < *n; i++) {
        worst = out[i].priority >= out[worst].priority ? i : worst;
    }
    if (out[worst].priority <= priority) {
        return false;
    }
    memmove(&out[worst], &out[worst + 1], (size_t)(*n - worst - 1) * sizeof *out);
    (*n)--;
    return true;
}

int fw_dns_read_services(const uint8_t *reply, size_t n, struct fw_dns_service out[FW_DNS_SERVICES_MAX])
{
    struct ares_srv_reply *records = NULL;
    int n_out = 0;
    int status = ares_parse_srv_reply(reply, (int)n, &records);
    if (status == ARES_ENODATA) {
        return 0;
    }
    if (status != ARES_SUCCESS) {
        return status == ARES_ENOMEM ? RT_ENOMEM : RT_ESYNTAX;
    }
    for (const struct ares_srv_reply *s = records; s != NULL; s = s->next) {
        struct fw_dns_service o = {.port = s->port, .priority = s->priority, .weight = s->weight};
        /* A root as target: the service is not there (RFC 2782). */
        if (s->host[0] != '\0' && s->port != 0 && rt_str_copy(o.host, sizeof o.host, rt_str(s->host)) == RT_OK &&
            make_room(out, &n_out, o.priority)) {
            out[n_out++] = o;
        }
    }
    ares_free_data(records);
    return n_out;
}
