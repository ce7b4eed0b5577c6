#!/bin/sh
# A lead by curl: ./lead.sh http://localhost:5080/api crm_…
set -eu
base=$1 key=$2

# The same request under the same Idempotency-Key takes effect once, so it may be sent again.
lead=$(curl --fail-with-body --silent --show-error "$base/leads" \
  --header "Authorization: Bearer $key" --header "Content-Type: application/json" --header "Idempotency-Key: web-4711" \
  --data '{ "name": "Ada Lovelace", "companyName": "Analytical Engines", "email": "ada@analytical.example" }')
id=$(echo "$lead" | grep --only-matching '"id":"[^"]*"' | head -n 1 | cut -d '"' -f 4)

# If-Match says which version was seen: somebody else's change in between is refused with 412.
curl --fail-with-body --silent --show-error --output /dev/null --request PATCH "$base/leads/$id" \
  --header "Authorization: Bearer $key" --header "Content-Type: application/json" --header 'If-Match: "v1"' \
  --data '{ "estimatedAmount": 50000 }'

curl --fail-with-body --silent --show-error --get "$base/leads" --header "Authorization: Bearer $key" \
  --data-urlencode "filter=companyName eq 'Analytical Engines'" --data-urlencode "orderBy=-createdAt"
