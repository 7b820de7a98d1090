/* SPDX-License-Identifier: MIT */
/* SRV records of a reply (RFC 2782), read by c-ares. */
#include "dns.h"
#include <sys/select.h> /* ares.h names fd_set and does not include this */
#include <ares.h>
#include <rt/str.h>

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
    for (const struct ares_srv_reply *s = records; s != NULL && n_out < (int)FW_DNS_SERVICES_MAX; s = s->next) {
        struct fw_dns_service *o = &out[n_out];
        *o = (struct fw_dns_service){.port = s->port, .priority = s->priority, .weight = s->weight};
        /* A root as target: the service is not there (RFC 2782). */
        if (s->host[0] != '\0' && s->port != 0 && rt_str_copy(o->host, sizeof o->host, rt_str(s->host)) == RT_OK) {
            n_out++;
        }
    }
    ares_free_data(records);
    return n_out;
}
