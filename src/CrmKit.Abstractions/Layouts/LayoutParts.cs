namespace CrmKit.Layouts;

/// <summary>The parts that pages of records can have of CrmKit's own, by the words that layouts name them by. What points at a record is named by its relation (<c>contact:accountId</c>), a plugin's section by its key (<c>acme.visits</c>).</summary>
public static class LayoutParts
{
    /// <summary>Lines of quotes, orders and opportunities, and what they come to.</summary>
    public const string Lines = "lines";

    /// <summary>The payment plan of orders.</summary>
    public const string Payments = "payments";

    /// <summary>What of an order was handed over, and what is still open.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>Steps of delivery.</summary>
    public const string Milestones = "milestones";

    /// <summary>Versions of contracts.</summary>
    public const string Versions = "versions";

    /// <summary>The small form that logs notes, calls, tasks and meetings.</summary>
    public const string Log = "log";

    /// <summary>Open tasks.</summary>
    public const string Tasks = "tasks";

    /// <summary>What happened.</summary>
    public const string Timeline = "timeline";

    /// <summary>Articles that may help with a case.</summary>
    public const string Articles = "articles";

    /// <summary>The fields, in their sections.</summary>
    public const string Fields = "fields";

    /// <summary>Who has a say.</summary>
    public const string Committee = "committee";

    /// <summary>Documents to print.</summary>
    public const string Documents = "documents";

    /// <summary>Attached files.</summary>
    public const string Files = "files";

    /// <summary>Consents of a person.</summary>
    public const string Consents = "consents";

    /// <summary>What points at the record and is named by no relation of its own, and what could be added.</summary>
    public const string Related = "related";

    /// <summary>The segments that it is in.</summary>
    public const string Segments = "segments";

    /// <summary>Where it stands, and what CrmKit keeps of it.</summary>
    public const string System = "system";

    /// <summary>What stands in the wide column without a layout, in order.</summary>
    public static IReadOnlyList<string> Main { get; } = [Lines, Payments, Deliveries, Milestones, Versions, Log, Tasks, Timeline];

    /// <summary>What stands in the narrow column without a layout, in order.</summary>
    public static IReadOnlyList<string> Side { get; } = [Articles, Fields, Committee, Documents, Files, Consents, Related, Segments, System];
}
