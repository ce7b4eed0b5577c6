namespace CrmKit.Opportunities;

/// <summary>How far one may count on a sale, by its stage and its probability.</summary>
public enum ForecastCategory
{
    /// <summary>Open, and below an even chance.</summary>
    Pipeline,
    /// <summary>Open, with a chance of 50 to 74 percent.</summary>
    BestCase,
    /// <summary>Open, with a chance of 75 percent or more.</summary>
    Commit,
    /// <summary>Won.</summary>
    Closed,
    /// <summary>Lost, shelved, or open without any chance.</summary>
    Omitted,
}
