/* SPDX-License-Identifier: MIT */
#include <offline/sister.h>
#include <fw/profile.h>
#include <rt/ascii.h>
#include <stdio.h>
#include <string.h>

enum family { PHONES, LINES, LATER };
static const char *const FAMILY_NAMES[] = {
    [PHONES] = "SPA900 and SPA500 telephones", [LINES] = SISTER_MORE_LINES, [LATER] = "SPA100 series and ATA190"};

/* Names that no image here has. Phones: public samples of SPA942, SPA962 and SPA5xx profiles, templates of Wazo and
 * FusionPBX. More lines: templates for the SPA8000. Later products: Cisco's provisioning guide of the SPA100 series. */
static const struct {
    char pattern[36]; /* no pointer: the table is shared by all processes */
    enum family family;
} NAMES[] = {
    {"Enable_CDP", PHONES},
    {"PC_Port_VLAN_*", PHONES},
    {"Enable_PC_Port_*", PHONES},
    {"PPPoE_Login_*", PHONES},
    {"PPPoE_Service_Name", PHONES},
    {"SIP-B_Enable", PHONES},
    {"Talk_Package", PHONES},
    {"Hold_Package", PHONES},
    {"Conference_Package", PHONES},
    {"Notify_Conference", PHONES},
    {"Random_REG_CID_On_Reboot", PHONES},
    {"CTI_Enable", PHONES},
    {"Caller_ID_Header", PHONES},
    {"SRTP_Method", PHONES},
    {"Hold_Target_Before_REFER", PHONES},
    {"Sub_M*", PHONES},
    {"Sub_Retry_Intvl", PHONES},
    {"Linksys_Key_System", PHONES},
    {"Multicast_Address", PHONES},
    {"Force_LAN_Codec", PHONES},
    {"Call_Waiting_Tone", PHONES},
    {"Page_Tone", PHONES},
    {"Alert_Tone", PHONES},
    {"Cadence_#", PHONES},
    {"Paging_Code", PHONES},
    {"Call_Park_Code", PHONES},
    {"Call_Pickup_Code", PHONES},
    {"Call_UnPark_Code", PHONES},
    {"Group_Call_Pickup_Code", PHONES},
    {"Attendant_Console_*", PHONES},
    {"SPA932_*", PHONES},
    {"Time_Offset__HH_mm_", PHONES},
    {"Inband_DTMF_Boost", PHONES},
    {"Dictionary_*", PHONES},
    {"Language_Selection*", PHONES},
    {"Locale", PHONES},
    {"Default_Character_Encoding", PHONES},
    {"Station_*", PHONES},
    {"Voice_Mail_Number", PHONES},
    {"Text_Logo", PHONES},
    {"BMP_Picture_*", PHONES},
    {"Picture_Download_URL", PHONES},
    {"Phone_Background", PHONES},
    {"Select_Logo", PHONES},
    {"Select_Background_Picture", PHONES},
    {"Screen_Saver_*", PHONES},
    {"Color_Scheme", PHONES},
    {"LCD_Contrast", PHONES},
    {"Back_Light_Timer", PHONES},
    {"Ringer_Volume", PHONES},
    {"Speaker_Volume", PHONES},
    {"Handset_*", PHONES},
    {"Headset_*", PHONES},
    {"Speakerphone_*", PHONES},
    {"Acoustic_Echo_*", PHONES},
    {"Extension_#_", PHONES},
    {"Short_Name_#_", PHONES},
    {"Share_Call_Appearance_#_", PHONES},
    {"Extended_Function_#_", PHONES},
    {"Share_Ext_#_", PHONES},
    {"Shared_User_ID_#_", PHONES},
    {"Subscription_Expires_#_", PHONES},
    {"Ntfy_Refer_On_1xx-To-Inv_#_", PHONES},
    {"Set_G729_annexb_#_", PHONES},
    {"Auth_Page_*", PHONES},
    {"Default_Ring__#__", PHONES},
    {"Mailbox_ID_#_", PHONES},
    {"State_Agent_#_", PHONES},
    {"CFWD_Notif*", PHONES},
    {"Caller_ID_Map_#_", PHONES},
    {"Subscribe_Expires", PHONES},
    {"Subscribe_Retry_Interval", PHONES},
    {"Subscribe_Delay", PHONES},
    {"Server_Type", PHONES},
    {"Test_Mode_Enable", PHONES},
    {"SCA_*", PHONES},
    {"*_LED", PHONES},
    {"Conference_Serv", PHONES},
    {"Attn_Transfer_Serv", PHONES},
    {"Blind_Transfer_Serv", PHONES},
    {"DND_Serv", PHONES},
    {"Block_ANC_Serv", PHONES},
    {"Block_CID_Serv", PHONES},
    {"Call_Back_Serv", PHONES},
    {"Secure_Call_Serv", PHONES},
    {"Cfwd_*_Serv", PHONES},
    {"Paging_Serv", PHONES},
    {"Call_Park_Serv", PHONES},
    {"Call_Pick_Up_Serv", PHONES},
    {"Group_Call_Pick_Up_Serv", PHONES},
    {"ACD_*", PHONES},
    {"Service_Annc_Serv", PHONES},
    {"Web_Serv", PHONES},
    {"Ring#", PHONES},
    {"LDAP_*", PHONES},
    {"EM_*", PHONES},
    {"Unit_#_*", PHONES},
    {"XML_*", PHONES},
    {"Peer_Firmware_*", PHONES},
    {"G722_*", PHONES},
    {"L16_*", PHONES},
    {"AMR-WB_*", PHONES},
    {"Softkey_Labels_Font", PHONES},
    {"Preferred_Audio_Device", PHONES},
    {"Time_Format", PHONES},
    {"Date_Format", PHONES},
    {"Signaling_Protocol", PHONES},
    {"SPCP_Auto-detect", PHONES},
    {"Phone-UI-*", PHONES},
    {"Log_Missed_Calls_*", PHONES},
    {"Programmable_Softkey_*", PHONES},
    {"*_Key_List", PHONES},
    {"Use_Backup_IP", PHONES},
    {"Layer_2_Logging", PHONES},
    {"Ignore_DHCP_Time_Offset", PHONES},
    {"Auto_Register_When_Failover_#_", PHONES},
    {"Trunk_Group_*", LINES},
    {"Profile_Authentication_Type", LATER},
    {"User_Configurable_Resync", LATER},
    {"Transport_Protocol", LATER},
    {"Resync_At*", LATER},
    {"HTTPS_Name_Validate", LATER},
    {"Custom_CA_*", LATER},
    {"DHCP_Option_To_Use", LATER},
    {"router-configuration", LATER},
};

const char *sister_pattern(size_t i)
{
    return i < sizeof NAMES / sizeof NAMES[0] ? NAMES[i].pattern : NULL;
}

/* The piece of a pattern up to a '*' or its end, against the head of s: how much of s it takes. */
static bool fits_piece(struct rt_str s, const char *piece, size_t n_piece, size_t *taken)
{
    size_t at = 0;
    for (size_t i = 0; i < n_piece; i++) {
        if (at >= s.n || (piece[i] == '#' ? !rt_is_digit(s.p[at]) : s.p[at] != piece[i])) {
            return false;
        }
        at++;
        while (piece[i] == '#' && at < s.n && rt_is_digit(s.p[at])) {
            at++;
        }
    }
    *taken = at;
    return true;
}

bool sister_fits(struct rt_str element, const char *pattern)
{
    size_t n_head = strcspn(pattern, "*"), taken;
    const char *tail = pattern + n_head;
    if (!fits_piece(element, pattern, n_head, &taken)) {
        return false;
    }
    return tail[0] == '\0' ? taken == element.n : rt_str_ends(rt_str_from(element, taken), tail + 1);
}

const char *sister_of(struct subject *s, struct rt_str element)
{
    const struct subject_other *other = subject_other_release(s, element);
    if (other != NULL) {
        return strcmp(other->file.product, s->manifest.product) == 0 ? NULL : other->file.product;
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (sister_fits(element, NAMES[i].pattern)) {
            return FAMILY_NAMES[NAMES[i].family];
        }
    }
    return NULL;
}

bool sister_has_line(const struct subject *s, struct rt_str element)
{
    char first[FW_PROFILE_NAME_MAX + 1];
    size_t n = element.n;
    bool is_line = n > 3 && n <= FW_PROFILE_NAME_MAX && element.p[n - 1] == '_' && element.p[n - 2] >= '3' &&
                   element.p[n - 2] <= '9' && element.p[n - 3] == '_';
    if (!is_line) {
        return false;
    }
    (void)snprintf(first, sizeof first, "%.*s1_", (int)(n - 2), element.p);
    return fw_schema_find(s->schema, rt_str(first)) >= 0;
}
