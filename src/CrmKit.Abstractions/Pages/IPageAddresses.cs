namespace CrmKit.Pages;

/// <summary>Where things are in the user interface, for what a plugin draws itself: with the host's base path and prefix. Each is <see langword="null"/> where there is none.</summary>
public interface IPageAddresses
{
    /// <summary>The page of a record. Whether who follows it may read the record, the page says.</summary>
    string? Record(RecordRef record);

    /// <summary>The list of a record type.</summary>
    /// <param name="recordType">Its key.</param>
    /// <param name="filter">In the filter language; <see langword="null"/> for all records.</param>
    string? List(string recordType, string? filter = null);

    /// <summary>A page that a plugin added.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="values">What it is asked for (<see cref="WidgetRequest.Values"/>).</param>
    string? Page(string key, IReadOnlyDictionary<string, string>? values = null);

    /// <summary>A file of the folder <c>assets</c> of the plugin that asks.</summary>
    string? File(string name);
}

/// <summary>Of who asks without a user interface.</summary>
internal sealed class NoAddresses : IPageAddresses
{
    public static readonly NoAddresses Instance = new();

    public string? Record(RecordRef record) => null;

    public string? List(string recordType, string? filter = null) => null;

    public string? Page(string key, IReadOnlyDictionary<string, string>? values = null) => null;

    public string? File(string name) => null;
}
