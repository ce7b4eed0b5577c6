namespace CrmKit.Webhooks;

internal static class WebhookErrors
{
    public static CrmError Forbidden() => new("webhook.forbidden", "Webhooks are for administrators. Ask for the right to administer users.");

    public static CrmError NotFound(Guid id) => new("webhook.not-found", $"There is no webhook {id}. List the webhooks that there are.");

    public static CrmError Name(int most) => new("webhook.name", $"A webhook has a name of 1 to {most} characters. Give it one.") { Field = "name" };

    // One text for all that is wrong with an address: which it is would tell of the network around the host.
    public static CrmError Address(bool allowsHttp) => new("webhook.address",
        $"The address cannot be used. Give an absolute one that begins with {(allowsHttp ? "https:// or http://" : "https://")} and leads to a public server, without user name, password and fragment, of at most 2,000 characters.") { Field = "url" };

    public static CrmError Events(string name) => new("webhook.events",
        $"'{name}' is no event of a record type. Name 1 to 100 events such as lead.created, or all of a type such as lead.*.") { Field = "events" };

    public static CrmError FilterTypes() => new("webhook.filter-types", "A filter is about one record type, and these events are about several or none. Make one webhook per type.") { Field = "filter" };

    public static CrmError Owner() => new("webhook.owner", "A webhook has an owner, whose rights decide what it tells. Name a user.") { Field = "ownerId" };

    public static CrmError TypeForbidden(string type) => new("webhook.type-forbidden", $"The webhook's owner may not read records of type '{type}'. Leave its events out, or name another owner.") { Field = "events" };

    public static CrmError Limit(int most) => new("webhook.limit", $"There are at most {most} webhooks. Remove some first.");

    public static CrmError Page(int most) => new("webhook.page", $"A page of deliveries has 1 to {most}. Ask for fewer.") { Field = "limit" };

    public static CrmError Stopped(string name) => new("webhook.stopped", $"Webhook '{name}' is switched off. Switch it on first.");

    public static CrmError NoProtector() => new("webhook.no-protector", "A webhook has a secret, and this host has nothing to encrypt it with. Call AddCrmKitApi, or register an ISecretProtector.");

    public static CrmError SecretUnreadable(string name) => new("webhook.secret-unreadable",
        $"What webhook '{name}' keeps encrypted cannot be decrypted: the host's data protection keys were lost or replaced. Give it its address again, and another secret.");
}
