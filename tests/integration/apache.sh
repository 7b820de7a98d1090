# SPDX-License-Identifier: MIT
# HTTPS against Apache, which asks for the client certificate once it knows the path (SSLVerifyClient in a Location): a
# second handshake. A script's reply is chunked. HTTP: a redirect and a login are told as they are.
. "$(dirname "$0")/servers"

modules=/usr/lib/apache2/modules name=my.server.com plain=$(free_port) tls=$(free_port)
[ -x /usr/sbin/apache2 ] || { echo "left out: apache2 is not installed"; exit 0; }
mkdir -p "$WORK/www/cert" "$WORK/pki"
chmod -R 755 "$WORK"
openssl req -new -newkey rsa:2048 -nodes -keyout "$WORK/pki/server.key" -subj "/O=Telco/CN=$name" -out "$WORK/pki/server.csr" 2>/dev/null
"$VSPA" pki sign --csr "$WORK/pki/server.csr" -o "$WORK/pki/server.pem"
"$VSPA" pki root client -o "$WORK/pki/client-root.pem"
cat >"$WORK/www/cert/reflect.sh" <<'CGI'
#!/bin/sh
printf 'Content-Type: text/plain\n\n<flat-profile><GPP_D>OU=%s,\nL=%s</GPP_D></flat-profile>' "$SSL_CLIENT_S_DN_OU" "$SSL_CLIENT_S_DN_L"
CGI
chmod 755 "$WORK/www/cert/reflect.sh"
echo '<flat-profile><GPP_A>1</GPP_A></flat-profile>' >"$WORK/www/open.xml"
{
    for m in mpm_event authz_core authn_core authn_file authz_user auth_basic ssl socache_shmcb cgid mime alias; do
        echo "LoadModule ${m}_module $modules/mod_$m.so"
    done
    cat <<CONF
ServerName $name
PidFile $WORK/apache.pid
ErrorLog $WORK/apache.log
ScriptSock $WORK/cgi.sock
TypesConfig /dev/null
User nobody
Group nogroup
Listen 127.0.0.1:$plain
Listen 127.0.0.1:$tls
DocumentRoot $WORK/www
Redirect 302 /moved http://192.168.1.200/open.xml
<Directory $WORK/www>
    Require all granted
    Options +ExecCGI
    AddHandler cgi-script .sh
</Directory>
<VirtualHost 127.0.0.1:$tls>
    SSLEngine on
    SSLCipherSuite ALL:@SECLEVEL=0
    SSLCertificateFile $WORK/pki/server.pem
    SSLCertificateKeyFile $WORK/pki/server.key
    SSLCACertificateFile $WORK/pki/client-root.pem
    SSLOptions +StdEnvVars
    <Location /cert>
        SSLVerifyClient require
    </Location>
</VirtualHost>
CONF
} >"$WORK/apache.conf"
apache2 -f "$WORK/apache.conf" -DFOREGROUND 2>/dev/null &
echo $! >>"$WORK/pids"
wait_for_tcp "$tls"

check() { # check CODE PATH [OPTION...]: its report is in $WORK/report
    local code=0 wanted=$1 path=$2
    shift 2
    "$VSPA" check "https://$name$path" --host "$name=192.168.1.200" --map "tcp:443=$tls" --patience 60000 "$@" >"$WORK/report" 2>&1 || code=$?
    [ "$code" = "$wanted" ] || { cat "$WORK/report"; exit 1; }
}
check 0 /open.xml
! grep -q 'second handshake' "$WORK/report"
check 0 /cert/reflect.sh --serial FM500K012345
grep -q 'GPP_D = OU=SPA-2102, L=FM500K012345' "$WORK/report"
grep -q 'second handshake' "$WORK/report"
check 1 /cert/reflect.sh --no-certificate
grep -q 'it asks for a client certificate, none is installed' "$WORK/report"
check 1 /cert/reflect.sh --strict
grep -q 'handshake failure (40)' "$WORK/report"
! "$VSPA" check http://192.168.1.200/moved --map "tcp:80=$plain" --patience 60000 >"$WORK/report" 2>&1
grep -q 'status 302 Found to http://192.168.1.200/open.xml: no redirect is followed' "$WORK/report"
