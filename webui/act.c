/* SPDX-License-Identifier: MIT */
/*
 * The web commands. All three need the Admin login and act when the unit is idle; the answer says so, also when the
 * command is switched off (SAG p.41: with Upgrade_Enable = No the page still says that the upgrade will be done, and
 * nothing happens). The words of the vendor's pages are not known: guess.
 */
#include "web_priv.h"

static const char WHEN_IDLE_RESYNC[] = "SPA will resync the profile when it is not in use.";
static const char WHEN_IDLE_UPGRADE[] = "SPA will upgrade its firmware when it is not in use.";
static const char WHEN_IDLE_REBOOT[] = "SPA will reboot when it is not in use.";

static void answer(struct web *w, enum rt_err err, const char *done, struct fw_http_reply *reply)
{
    switch (err) {
    case RT_OK:
    case RT_EACCES: /* switched off: as SAG p.41 */
        web_message_page(w, done, reply);
        break;
    case RT_EBUSY:
        reply->status = 503;
        web_message_page(w, "SPA is busy with a resync or an upgrade. Please try again later.", reply);
        break;
    case RT_ESYNTAX:
    case RT_ETOOBIG:
        reply->status = 400;
        web_message_page(w, "The address cannot be read. Please use [protocol://][server[:port]]/path.", reply);
        break;
    default:
        reply->status = 500;
        web_message_page(w, "Out of memory.", reply);
        break;
    }
}

/* HEAD asks what the answer would look like, and nothing happens (RFC 7231 section 4.2.1): who checks links sends it.
 */
static bool only_looks(const struct fw_http_request *q)
{
    return rt_str_is(q->method, "HEAD");
}

void web_resync(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    struct fw_prov *prov = fw_device_prov(w->device);
    answer(w, only_looks(q) ? RT_OK : fw_prov_request_resync(prov, q->query, q->client_ip), WHEN_IDLE_RESYNC, reply);
}

void web_upgrade(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    struct fw_prov *prov = fw_device_prov(w->device);
    answer(w, only_looks(q) ? RT_OK : fw_prov_request_upgrade(prov, q->query, q->client_ip), WHEN_IDLE_UPGRADE, reply);
}

void web_reboot(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    web_message_page(w, WHEN_IDLE_REBOOT, reply);
    if (!only_looks(q)) {
        fw_device_request_reboot_soon(w->device, FW_RESTART_REQUEST);
    }
}
