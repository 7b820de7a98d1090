/* SPDX-License-Identifier: MIT */
/* The access network's servers together. */
#include "access_priv.h"
#include <string.h>

enum rt_err lab_access_create(struct emu_lab *lab, const struct emu_lab_dhcp *dhcp,
                              const struct emu_lab_host_texts *hosts)
{
    lab->access = rt_mem_alloc(sizeof *lab->access);
    if (lab->access == NULL) {
        return RT_ENOMEM;
    }
    lab->access->dhcp_config = *dhcp;
    enum rt_err err = lab_dhcp_create(lab);
    return err == RT_OK ? lab_hosts_create(lab, hosts) : err;
}

static void forget_dhcp_texts(struct emu_lab *lab)
{
    for (size_t i = 0; i < LAB_DHCP_TEXTS; i++) {
        lab->access->dhcp_text[i] = rt_mem_free(lab->access->dhcp_text[i]);
    }
}

void lab_access_destroy(struct emu_lab *lab)
{
    if (lab->access != NULL) {
        lab_pppoe_destroy(lab);
        lab_dhcp_destroy(lab);
        forget_dhcp_texts(lab);
        rt_mem_free(lab->access->services);
        lab->hosts.host = rt_mem_free(lab->hosts.host);
        lab->hosts.n = 0;
        lab->access = rt_mem_free(lab->access);
    }
}

enum rt_err emu_lab_set_dhcp(struct emu_lab *lab, const struct emu_lab_dhcp *dhcp)
{
    struct emu_lab_dhcp config = *dhcp;
    const char **const texts[LAB_DHCP_TEXTS] = {&config.text[0], &config.text[1], &config.text[2], &config.boot_file};
    char *copies[LAB_DHCP_TEXTS] = {NULL};
    enum rt_err err = RT_OK;
    for (size_t i = 0; i < LAB_DHCP_TEXTS; i++) {
        if (*texts[i] != NULL) {
            copies[i] = rt_mem_strndup(*texts[i], strlen(*texts[i]));
            err = copies[i] == NULL ? RT_ENOMEM : err;
            *texts[i] = copies[i];
        }
    }
    if (err == RT_OK) {
        forget_dhcp_texts(lab);
        memcpy(lab->access->dhcp_text, copies, sizeof copies);
        lab->access->dhcp_config = config;
        return RT_OK;
    }
    for (size_t i = 0; i < LAB_DHCP_TEXTS; i++) {
        rt_mem_free(copies[i]);
    }
    return err;
}
