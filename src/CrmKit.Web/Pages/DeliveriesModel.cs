namespace CrmKit.Web.Pages;

/// <summary>What of an order was handed over when, and what is still open.</summary>
internal sealed record DeliveriesModel
{
    public required string Label { get; init; }

    /// <summary>Where goods are handed over and deliveries cancelled; <see langword="null"/> for those who may not.</summary>
    public required string? Address { get; init; }

    /// <summary>Today, for a form.</summary>
    public required string Today { get; init; }

    public required IReadOnlyList<DeliveryLineRow> Lines { get; init; }
    public required IReadOnlyList<DeliveryRow> Deliveries { get; init; }

    /// <summary>Whether something is left to be handed over.</summary>
    public bool HasOpen => Lines.Any(l => l.State != "complete");
}

/// <param name="Name">The field that takes how much of it is handed over.</param>
/// <param name="Description">What it is.</param>
/// <param name="Address">Its page.</param>
/// <param name="Ordered">As people read it.</param>
/// <param name="Delivered">As people read it.</param>
/// <param name="Open">As people read it.</param>
/// <param name="OpenInput">The same for a form.</param>
/// <param name="State"><c>none</c>, <c>partial</c> or <c>complete</c>.</param>
internal sealed record DeliveryLineRow(string Name, string Description, string Address, string Ordered, string Delivered, string Open, string OpenInput, string State);

/// <param name="Id">The delivery.</param>
/// <param name="Version">As it was read.</param>
/// <param name="Number">What its note says.</param>
/// <param name="Page">Its page.</param>
/// <param name="Said">When, and by whom it was brought.</param>
/// <param name="What">What it held.</param>
/// <param name="Cancelled">The day it was cancelled; <see langword="null"/> while it counts.</param>
/// <param name="Note">Its note, to be printed.</param>
internal sealed record DeliveryRow(string Id, int Version, string Number, string Page, string Said, string What, string? Cancelled, string Note);
