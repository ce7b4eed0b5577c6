namespace CrmKit.Storage;

/// <summary>Custom values in queries: real in memory, translated by stores to the JSON functions that expression indexes use.</summary>
internal static class CustomField
{
    public static string? Text(CustomValues values, string key) => values.Text(key);

    /// <summary>Numbers compare as floating point in databases: exact up to 15 digits.</summary>
    public static double? Number(CustomValues values, string key) => (double?)values.Number(key);

    public static bool? Bool(CustomValues values, string key) => values.Bool(key);

    /// <summary>An id as custom references hold it: lower case, with hyphens.</summary>
    public static string IdText(Guid id) => id.ToString("D");

    /// <inheritdoc cref="IdText"/>
    public static string? IdTextOrNull(Guid? id) => id?.ToString("D");

    /// <summary>A day as custom dates hold it: 2026-03-31.</summary>
    public static string? DayText(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
