using CrmKit.Access;
using CrmKit.Pages;

namespace CrmKit.Web.Administration;

/// <summary>What the security log says beside an event, in words: keys, roles, types and records by their names. What it does not know stays as it was written.</summary>
internal sealed class SecurityDetails
{
    private readonly PageRequest _request;
    private readonly WebTexts _texts;
    private readonly Dictionary<Guid, string> _keys;

    private SecurityDetails(PageRequest request, Dictionary<Guid, string> keys) => (_request, _texts, _keys) = (request, WebTexts.For(request.Culture), keys);

    /// <summary>Reads what the entries of a page name.</summary>
    public static async Task<SecurityDetails> LoadAsync(PageRequest request, IApiKeys apiKeys, IEnumerable<SecurityEntry> entries, CancellationToken cancellationToken)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var user in entries.Where(e => IsAboutKey(e.Happened)).Select(e => e.Happened.UserId).OfType<Guid>().Distinct())
            foreach (var key in await apiKeys.ListAsync(request.Session, user, cancellationToken)) names[key.Id] = key.Name;
        return new(request, names);
    }

    public PageCell Of(SecurityEvent happened) => happened.Detail switch
    {
        null => new PageCell(""),
        var detail when IsAboutKey(happened) => new(OfKey(detail)),
        var detail when happened.Kind == SecurityKinds.RightsChanged => new(OfRights(detail)),
        var detail when happened.Kind == SecurityKinds.SeenAs && _request.Session.Catalog.TryType(detail, out var type) => new(type.PluralLabel.For(_request.Culture)),
        var detail when happened.Kind is SecurityKinds.PersonRead or SecurityKinds.PersonExported => OfRecord(detail),
        var detail => new(_texts.Find($"security-detail.{happened.Kind}.{detail}") ?? detail),
    };

    private static bool IsAboutKey(SecurityEvent happened) => happened.Kind is SecurityKinds.KeyMade or SecurityKinds.KeyRevoked or SecurityKinds.DeadKeyUsed;

    // key {id}, key {id}: what it is good for, or why it is dead
    private string OfKey(string detail)
    {
        var (key, more) = detail.Split(": ", 2) is [var before, var after] ? (before, after) : (detail, null);
        if (key.Split(' ') is not ["key", var id] || !Guid.TryParseExact(id, "D", out var known)) return detail;
        var name = _keys.GetValueOrDefault(known, id);
        return more is null ? name : $"{name}: {_texts.Find("security-detail.key." + more) ?? more}";
    }

    // role {key} written, deleted, created: {roles}, changed: {fields}
    private string OfRights(string detail)
    {
        if (detail.Split(' ') is ["role", var role, ("written" or "removed") and var did]) return _texts.Format("security-detail.role-" + did, RoleOf(role));
        if (detail.Split(": ", 2) is not [("created" or "changed") and var what, var which]) return _texts.Find("security-detail.rights." + detail) ?? detail;
        var user = _request.Session.Catalog.Type("user");
        return _texts.Format("security-detail.rights." + what, string.Join(", ", which.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(w => what == "created" ? RoleOf(w) : user.TryField(w, out var field) ? field.Label.For(_request.Culture) : w)));
    }

    private PageCell OfRecord(string detail)
    {
        if (detail.Split('/') is not [var key, var id] || !Guid.TryParseExact(id, "D", out var known) || !_request.Session.Catalog.TryType(key, out var type)) return new(detail);
        var label = type.Label.For(_request.Culture);
        return new(label) { Link = new PageLink(label) { Record = type.Ref(known) } };
    }

    private string RoleOf(string key) => _request.Session.Catalog.TryRole(key, out var role) ? role.Label.For(_request.Culture) : key;
}
