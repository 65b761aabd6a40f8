/** What `broadsheet init` writes: it works as it stands, and publishes nothing outside this machine. */
export const initialConfiguration = `# Broadsheet publishes what the sheet of this branch says, once it is approved.

# An IANA zone: all times of the sheet are of this zone.
timezone: UTC

assets:
  # Your marketing repository, by https. A private one needs a token, which never goes into the
  # address:  token: "\${ASSETS_TOKEN}"
  repo: https://git.example/acme/marketing.git
  branch: main
  # {week} stands for the number in the file's name.
  sheet: docs/gtm/week-{week}-social-publishing-sheet.csv

# Who approves: person, git (rows under \`approved\`), or either.
approval: person

# What is not out so long after its time is given up, and reported.
late_after: 24h

# Between two posts of one account.
spacing: 10m

# Spans in which nothing goes out: ["Fri 15:00-Sat 20:00"]
quiet: []

# \`platform/target\`, as the sheet names them in platform and account_target. A sandbox applies the
# rules of the network and keeps what it publishes in files. Go live one account at a time, by
# changing its connector.
accounts:
  linkedin/personal: { connector: sandbox, network: linkedin }
  linkedin/company: { connector: sandbox, network: linkedin }
  x/main_account: { connector: sandbox, network: x }
  newsletter/weekly_issue: { connector: sandbox, network: email }

# Who is told what needs a person, and what went out: by email, slack, discord, telegram or webhook.
#   - { via: email, url: "smtp://mail.example:587", from: ops@acme.example, to: [team@acme.example], on: [failure, success] }
#   - { via: slack, webhook: "\${SLACK_WEBHOOK}", on: [failure] }
notify: []
`;
