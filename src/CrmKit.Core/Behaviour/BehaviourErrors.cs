namespace CrmKit.Behaviour;

internal static class BehaviourErrors
{
    public static CrmError BatchSize(int count, int most) => new("behaviour.batch-size", $"{count} events were given at once; 1 to {most} are allowed. Send them in several batches.");

    public static CrmError Source(int index, string source) => Of(index, "source", "behaviour.source-invalid",
        $"'{Short(source)}' is no name of a source (event {index}). Use up to 100 letters, digits, dots, hyphens and underscores, such as 'shop'.");

    public static CrmError Key(int index) => Of(index, "key", "behaviour.key-invalid",
        $"Event {index} has no key, or one of over {BehaviourLimits.Key} characters. Give the key that it has in its source: it is what makes a repetition harmless.");

    public static CrmError Kind(int index, string kind) => Of(index, "kind", "behaviour.kind-invalid",
        $"'{Short(kind)}' does not say what was done (event {index}). Use up to {BehaviourLimits.Kind} lower-case letters, digits and hyphens, such as 'view'.");

    public static CrmError Future(int index, DateTimeOffset at) => Of(index, "at", "behaviour.at-invalid", $"Event {index} happened at {at:O}, which is in the future. Correct the clock of its source.");

    public static CrmError TooOld(int index, DateTimeOffset at, TimeSpan age) => Of(index, "at", "behaviour.at-invalid",
        $"Event {index} happened at {at:O}, and events are kept for {age.TotalDays:0} days. Leave it out, or keep them longer (CrmKitOptions.BehaviourAge).");

    public static CrmError Text(int index, string field, int most) => Of(index, field, "behaviour.text-invalid", $"'{field}' of event {index} is longer than {most} characters, or contains control characters. Shorten or clean it.");

    public static CrmError Properties(int index) => Of(index, "properties", "behaviour.properties-invalid",
        $"The properties of event {index} are more than {BehaviourLimits.Properties}, longer than {BehaviourLimits.PropertiesLength} characters in all, or contain control characters. Send what is asked for later.");

    public static CrmError Identity(int index, string kind, string value) => Of(index, "identities", "behaviour.identity-invalid",
        $"'{Short(value)}' is no identity of kind '{kind}' (event {index}). Give a whole address, number or id of up to 320 characters, or leave it out.");

    public static CrmError Nobody(int index) => Of(index, "identities", "behaviour.nobody",
        $"Event {index} says neither who it was nor from which company, or names more than {BehaviourLimits.Identities} identities. Give 1 to {BehaviourLimits.Identities}, or the company's domain (not a mail provider's).");

    public static CrmError Type(string type) => new("behaviour.type", $"Records of type '{type}' do nothing by themselves. Ask for a contact or an account.");

    public static CrmError Limit(int limit) => new("behaviour.limit", $"{limit} entries were asked for; 1 to 1,000 are allowed.");

    private static CrmError Of(int index, string field, string code, string message) => new(code, message) { Index = index, Field = field };

    private static string Short(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..60] + "…";
}

/// <summary>What one event may carry.</summary>
internal static class BehaviourLimits
{
    public const int Batch = 1000, Key = 400, Kind = 40, Page = 500, Title = 400, Referrer = 1000, Properties = 20, PropertiesLength = 4000, Identities = 8;
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(1);
}
