using CrmKit.Pages;

namespace CrmKit.Web.Pages;

/// <param name="Place">Where the page is, and how it leads elsewhere.</param>
/// <param name="Back">Where one came from; <see langword="null"/> for nowhere.</param>
/// <param name="Errors">What was refused that no field shows.</param>
/// <param name="Blocks">What there is to see.</param>
internal sealed record DescribedModel(DescribedPlace Place, NavigationLink? Back, IReadOnlyList<CrmError> Errors, IReadOnlyList<PageBlock> Blocks)
{
    /// <summary>What was sent and refused, so that it can be put right.</summary>
    public RefusedForm? Refused { get; init; }

    /// <summary>Whether something goes on, so that the page looks again by itself.</summary>
    public bool IsUnderWay { get; init; }
}

/// <summary>Addresses as a described page means them.</summary>
/// <param name="Address">The page, with what it was asked for: where its forms are sent.</param>
/// <param name="Resolve">An address for a link; <see langword="null"/> when it leads nowhere.</param>
internal sealed record DescribedPlace(string Address, Func<PageLink, string?> Resolve)
{
    /// <summary>A page whose links to records and places of the user interface lead there.</summary>
    /// <param name="call">The request for it.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="otherwise">Where its other links lead; <see langword="null"/> when it has none.</param>
    public static DescribedPlace Of(WebCall call, string address, Func<PageLink, string?>? otherwise = null) => new(address, link =>
        link.Record is { } record ? OfRecord(call, link, record) : link.Place is { } place ? call.Links.Home + place : otherwise?.Invoke(link));

    private static string? OfRecord(WebCall call, PageLink link, RecordRef record) =>
        !call.Session.Catalog.TryType(record.Type, out var type) ? null
        : link.With is { } other ? WebLinks.With(call.Links.Act(type, record.Id, "merge"), ("with", other.ToString()))
        : call.Links.Record(type, record.Id);
}

/// <summary>A form that was refused.</summary>
/// <param name="Act">What was asked for.</param>
/// <param name="Typed">What was filled in.</param>
/// <param name="Errors">Why it was refused.</param>
internal sealed record RefusedForm(string Act, IReadOnlyDictionary<string, string> Typed, IReadOnlyList<CrmError> Errors)
{
    public bool Is(FormBlock form) => form.Act == Act && form.Values.All(v => Typed.TryGetValue(v.Key, out var value) && value == v.Value);
}
