namespace CrmKit.Layouts;

/// <summary>The door to the layouts and menus that hold for whoever acts; administrators define them through <see cref="Catalog.ICatalogAdministration"/>.</summary>
/// <remarks>Scoped to a session; not thread safe. Answers out of the catalog of the session: what it names of disabled plugins is left out.</remarks>
public interface ILayouts
{
    /// <summary>How the page and form of records of a type look for the actor: as for the first of his roles that has a layout, else as for all; <see langword="null"/> when nobody defined either.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>user.inactive</c>.</exception>
    ValueTask<LayoutDefinition?> FindAsync(string recordType, CancellationToken cancellationToken = default);

    /// <summary>The buttons of a record's layout, as far as the actor may read the fields that they are made of and the record has values there.</summary>
    /// <param name="record">A record as this session read it.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>user.inactive</c>.</exception>
    ValueTask<IReadOnlyList<RecordLink>> LinksAsync(Record record, CancellationToken cancellationToken = default);

    /// <summary>The actor's menu: that of the first of his roles that has one, else that of all; <see langword="null"/> when nobody defined either.</summary>
    /// <exception cref="CrmForbiddenException"><c>user.inactive</c>.</exception>
    ValueTask<MenuDefinition?> FindMenuAsync(CancellationToken cancellationToken = default);
}

/// <summary>A button of a record.</summary>
/// <param name="Key">Its key in the layout.</param>
/// <param name="Label">What stands on it.</param>
/// <param name="Address">Where it leads, for this record.</param>
public sealed record RecordLink(string Key, LocalizedText Label, string Address);
