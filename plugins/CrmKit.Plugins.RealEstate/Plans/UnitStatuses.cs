using CrmKit.Fields;
using CrmKit.Sessions;

namespace CrmKit.RealEstate;

/// <summary>How statuses of units are shown.</summary>
internal static class UnitStatuses
{
    /// <summary>All of them, in the order of a sale, with the labels of the catalog.</summary>
    public static IReadOnlyList<FieldOption> Of(ICrmSession session) => session.Catalog.Type(Units.Type).Field(Units.Status.Key).Options;

    public static string Tone(string? status) => status switch
    {
        Units.Available => "badge bg-green-lt",
        Units.Reserved => "badge bg-orange-lt",
        Units.Sold or Units.HandedOver => "badge bg-red-lt",
        _ => "badge bg-secondary-lt",
    };
}
