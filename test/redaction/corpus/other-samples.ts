/** Secrets that stand in a form of their own, between ⦃ and ⦄. */
export const otherSamples: readonly { readonly id: string; readonly template: string }[] = [
  { id: 'django key with a percent sign', template: "SECRET_KEY = '⦃%⟨[a-z0-9!@#^&*(=_+-]{49}⟩⦄'" },
  {
    id: 'wordpress salt',
    template: "define( 'LOGGED_IN_KEY',    '⦃⟨[A-Za-z0-9!@#$%^&*(){}<>?.,;:/|~ +=_-]{64}⟩⦄' );",
  },
  {
    id: 'wordpress salt of nonces',
    template: "define('NONCE_SALT', '⦃⟨[A-Za-z0-9!@#$%^&*(){}<>?.,;:/|~ +=_-]{64}⟩⦄');",
  },
  {
    id: 'kube client key',
    template:
      'users:\n- name: admin\n  user:\n    client-key-data: ⦃LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ⟨[A-Za-z0-9+/]{160}⟩⦄==',
  },
  {
    id: 'kube client key of a curve',
    template: 'client-key-data: ⦃LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0t⟨[A-Za-z0-9+/]{120}⟩⦄=',
  },
  {
    id: 'nginx secure link',
    template:
      'secure_link $arg_md5,$arg_expires;\nsecure_link_md5 "$secure_link_expires$uri$remote_addr ⦃⟨[a-z]{4}[A-Z][a-z0-9]{8}⟩⦄";',
  },
  { id: 'nginx set', template: 'location /api {\n    set $api_token "⦃⟨[A-Za-z0-9]{32}⟩⦄";\n}' },
  {
    id: 'ppk',
    template:
      'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: bot\nPublic-Lines: 2\nAAAAC3NzaC1lZDI1NTE5AAAAIJ\nq83\nPrivate-Lines: 1\n⦃⟨[A-Za-z0-9+/]{43}⟩⦄=\nPrivate-MAC: ⟨[0-9a-f]{64}⟩',
  },
  { id: 'ppk that was cut', template: 'Comment: bot\nPrivate-Lines: 1\n⦃⟨[A-Za-z0-9+/]{43}⟩⦄=' },
  {
    id: 'pydantic',
    template:
      "2 validation errors for Settings\nDATABASE__PASSWORD\n  String should have at least 20 characters [type=string_too_short, input_value='⦃⟨[A-Za-z]{5}[0-9]{3}⟩⦄', input_type=str]\n    For further information visit https://errors.example.test/2/v/string_too_short",
  },
  {
    id: 'pydantic with a mapping',
    template:
      "db\n  Field required [type=missing, input_value={'user': 'app', 'password': '⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄'}, input_type=dict]",
  },
  { id: 'mongo shell', template: 'db.auth("app", "⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄")' },
  {
    id: 'mongo shell with one argument',
    template: "shop> db.getSiblingDB('admin').auth('app','⦃⟨[A-Za-z0-9]{12}⟩⦄')",
  },
  {
    id: 'wpa supplicant',
    template: 'network={\n    ssid="office"\n    psk="⦃⟨[A-Za-z]{6}[0-9]{4}⟩⦄"\n    key_mgmt=WPA-PSK\n}',
  },
  { id: 'wpa supplicant in hex', template: 'network={\n\tssid="office"\n\tpsk=⦃⟨[0-9a-f]{64}⟩⦄\n}' },
  {
    id: 'django reset link',
    template: 'https://shop.example.test/accounts/reset/MTI⟨[0-9A-Z]⟩/⦃⟨[a-z0-9]{6}-[0-9a-f]{32}⟩⦄/',
  },
  {
    id: 'rails reset link',
    template:
      'Sent mail to rosa@example.test: https://shop.example.test/users/password/edit?reset_password_token=⦃⟨[A-Za-z0-9_]{20}⟩⦄',
  },
  {
    id: 'laravel reset link',
    template: 'GET /password/reset/⦃⟨[0-9a-f]{64}⟩⦄?email=rosa%40example.test 200',
  },
  { id: 'magic link', template: 'login: https://app.example.test/magic-link/⦃⟨[A-Za-z0-9]{40}⟩⦄' },
  {
    id: 'invitation',
    template: '302 https://app.example.test/invite/accept?code=⦃⟨[A-Za-z0-9]{24}⟩⦄&lang=en',
  },
  {
    id: 'zero width in a token',
    template: 'using ⦃ghp_⟨[A-Za-z0-9]{12}⟩\u200B⟨[A-Za-z0-9]{12}⟩\u2060⟨[A-Za-z0-9]{12}⟩⦄ now',
  },
  {
    id: 'soft hyphen in a token',
    template: 'header was Bearer ⦃sk_live_⟨[A-Za-z0-9]{12}⟩\u00AD⟨[A-Za-z0-9]{12}⟩⦄',
  },
  { id: 'zero width in a name', template: 'DB_PASS\u200BWORD=⦃⟨[A-Za-z]{6}[0-9]{4}⟩⦄' },
  {
    id: 'continued inside the value',
    template: 'export API_TOKEN=⟨[A-Za-z0-9]{5}⟩\\\n⦃⟨[A-Za-z0-9]{20}⟩⦄\necho done',
  },
  {
    id: 'continued behind the option',
    template: 'mysqldump --host db \\\n  --password \\\n    ⦃⟨[A-Za-z]{6}[0-9]{4}⟩⦄ \\\n  shop',
  },
  { id: 'mysql joined', template: 'mysql -u root -p⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄ shop' },
  { id: 'mysql apart', template: 'mysql -u root -p ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄ shop' },
  { id: 'docker login', template: 'docker login -u ci -p ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄ registry.example.test' },
  {
    id: 'mongosh',
    template: 'mongosh --host db -u app -p ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄ --authenticationDatabase admin',
  },
  { id: 'curl user', template: 'curl -fsS -u app:⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄ https://api.example.test/health' },
  { id: 'sshpass', template: "sshpass -p '⦃⟨[A-Za-z]{5} [0-9]{4}⟩⦄' ssh bot@192.0.2.5" },
  {
    id: 'ipmitool',
    template: 'ipmitool -I lanplus -H 192.0.2.9 -U admin -P ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄ power status',
  },
  { id: 'snmp', template: 'snmpwalk -v2c -c ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄ 192.0.2.9 system' },
  { id: 'nmcli', template: 'nmcli dev wifi connect office password ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄' },
  { id: 'smbclient', template: 'smbclient //files/share -U app%⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄ -c ls' },
  {
    id: 'url of a database',
    template: 'could not connect to postgres://app:⦃⟨[A-Za-z]{5}[!#%][0-9]{4}⟩⦄@db.example.test:5432/shop',
  },
  {
    id: 'url of a cache',
    template: 'REDIS_URL=rediss://default:⦃⟨[A-Za-z0-9]{40}⟩⦄@cache.example.test:6380/0',
  },
  { id: 'url of mail', template: "MAILER_DSN='smtp://app:⦃⟨[A-Za-z0-9]{16}⟩⦄@mail.example.test:587'" },
  { id: 'basic header', template: '> Authorization: Basic ⦃⟨[A-Za-z0-9+/]{24}⟩⦄==' },
  { id: 'bearer header', template: "headers: { authorization: 'Bearer ⦃⟨[A-Za-z0-9._-]{40}⟩⦄' }" },
  { id: 'cookie', template: 'Cookie: sessionid=⦃⟨[a-z0-9]{32}⟩⦄; lang=en' },
  {
    id: 'set-cookie',
    template: '< Set-Cookie: connect.sid=⦃s%3A⟨[A-Za-z0-9_-]{32}⟩.⟨[A-Za-z0-9]{43}⟩⦄; Path=/; HttpOnly',
  },
  {
    id: 'aws pair',
    template: 'User name,Access key ID,Secret access key\nci,AKIA⟨[A-Z2-7]{16}⟩,⦃⟨[A-Za-z0-9+/]{40}⟩⦄',
  },
  { id: 'sql user', template: "CREATE ROLE app WITH LOGIN PASSWORD '⦃⟨[A-Za-z]{5}[!#%][0-9]{4}⟩⦄';" },
  { id: 'sql grant', template: "GRANT ALL ON shop.* TO 'app'@'%' IDENTIFIED BY '⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄';" },
  { id: 'chpasswd', template: "echo 'bot:⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄' | chpasswd" },
  { id: 'netrc', template: 'machine git.example.test login ci password ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄' },
  { id: 'npmrc', template: '//registry.example.test/:_authToken=⦃⟨[A-Za-z0-9]{36}⟩⦄' },
  {
    id: 'private key',
    template:
      '-----BEGIN RSA PRIVATE KEY-----\n⦃⟨[A-Za-z0-9+/]{64}⟩\n⟨[A-Za-z0-9+/]{64}⟩⦄\n-----END RSA PRIVATE KEY-----',
  },
  {
    id: 'jwt',
    template: 'rejected ⦃eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI⟨[A-Za-z0-9]{30}⟩.⟨[A-Za-z0-9_-]{43}⟩⦄: expired',
  },
  { id: 'bcrypt', template: 'app:⦃$2y$10$⟨[A-Za-z0-9./]{53}⟩⦄' },
  { id: 'shadow', template: 'bot:⦃$6$⟨[A-Za-z0-9./]{8}⟩$⟨[A-Za-z0-9./]{86}⟩⦄:20422:0:99999:7:::' },
  { id: 'russian', template: 'Пароль: ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄' },
  { id: 'chinese', template: '密码：⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄' },
  { id: 'japanese', template: 'パスワード: ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄' },
  { id: 'korean', template: '비밀번호: ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄' },
  { id: 'french sentence', template: 'le mot de passe de rosa est ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄' },
  { id: 'english sentence', template: 'the password for rosa is ⦃⟨[A-Za-z]{5}[0-9]{4}⟩⦄, change it' },
  { id: 'generated', template: 'Generated admin password: ⦃⟨[A-Za-z0-9]{16}⟩⦄' },
  {
    id: 'kubeadm',
    template:
      'kubeadm join 192.0.2.5:6443 --token ⦃⟨[a-z0-9]{6}\\.[a-z0-9]{16}⟩⦄ --discovery-token-ca-cert-hash sha256:⟨[0-9a-f]{64}⟩',
  },
  {
    id: 'columns',
    template:
      'TOKEN                     TTL         EXPIRES\n⦃⟨[a-z0-9]{6}\\.[a-z0-9]{16}⟩⦄   23h         2026-12-01T03:00:12Z',
  },
  {
    id: 'telegram address',
    template: 'POST https://api.telegram.org/bot⦃⟨[1-9][0-9]{9}:AA[A-Za-z0-9_-]{33}⟩⦄/sendMessage 401',
  },
  {
    id: 'azure connection',
    template:
      'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=⦃⟨[A-Za-z0-9+/]{86}⟩==⦄;EndpointSuffix=core.example.test',
  },
];
